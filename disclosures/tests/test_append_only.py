"""The database refuses to change what was written once, however one tries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from disclosures.models import (
    Disclosure,
    Event,
    RecordHead,
    Rendition,
    Upload,
    Verb,
    Version,
    VersionFinding,
    Withdrawal,
)
from disclosures.record import append
from disclosures.tests.flush import TABLES
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
WRITTEN_ONCE = [Upload, Version, VersionFinding, Rendition, Withdrawal, Event]


@pytest.fixture(autouse=True)
def rows(db: None) -> None:
    """One row in each table."""
    unit = a_unit()
    by = a_user("officer", unit=unit)
    upload = Upload.objects.create(
        name="a.txt", sha256="a" * 64, size=1, content_type="text/plain", file="originals/a",
        received_at=AT, received_by=by,
    )  # fmt: skip
    disclosure = Disclosure.objects.create(unit=unit, year=2024, updated_at=AT)
    version = Version.objects.create(
        disclosure=disclosure, number=1, payload="{}", sha256="b" * 64, sm3="c" * 64,
        published_at=AT, published_by=by, unit_code="T1", unit_name="测试单位", year=2024,
        kind="final_accounts", title="标题", error_count=0, warning_count=0, upload=upload,
    )  # fmt: skip
    VersionFinding.objects.create(version=version, rule="ST-01", severity="error", count=2)
    Rendition.objects.create(
        version=version, format="pdf", sha256="d" * 64, file="x", size=1, created_at=AT
    )
    Withdrawal.objects.create(version=version, reason="涉密", by=by, at=AT)
    append(verb=Verb.PUBLISH, disclosure=disclosure, by=by, at=AT)


def content(model: type[models.Model]) -> list[tuple[object, ...]]:
    return list(model._default_manager.order_by("pk").values_list())


@pytest.fixture(params=WRITTEN_ONCE, ids=lambda model: model.__name__)
def model(request: pytest.FixtureRequest) -> Iterator[type[models.Model]]:
    """Each of the tables, which the test must leave as it was."""
    before = content(request.param)
    assert len(before) == 1
    yield request.param
    assert content(request.param) == before


def assert_refused(sql: str) -> None:
    refusal = pytest.raises(IntegrityError, match="append-only")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_save_of_a_row_that_is_there_is_refused(model: type[models.Model]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model._default_manager.get().save()


def test_update_of_a_queryset_is_refused(model: type[models.Model]) -> None:
    field = model._meta.concrete_fields[1].name
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model._default_manager.update(**{field: models.F(field)})


def test_delete_of_a_queryset_is_refused(model: type[models.Model]) -> None:
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        model._default_manager.all().delete()


def test_raw_delete_of_a_queryset_is_refused(model: type[models.Model]) -> None:
    """The shortcut that asks no protection of foreign keys."""
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.all()._raw_delete("default")


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_sql_is_refused(model: type[models.Model], statement: str) -> None:
    assert_refused(statement.format(model._meta.db_table))


def test_an_insert_that_replaces_a_row_is_refused(model: type[models.Model]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's; PostgreSQL's ON CONFLICT DO UPDATE is an UPDATE")
    table = model._meta.db_table
    assert_refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_version_cannot_be_replaced_by_another_of_its_number() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's; PostgreSQL's ON CONFLICT DO UPDATE is an UPDATE")
    columns = [field.column for field in Version._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{column}"' for column in columns)
    assert_refused(
        f"INSERT OR REPLACE INTO disclosures_version ({names}) "
        f"SELECT {names} FROM disclosures_version"
    )


def test_truncate_is_refused(model: type[models.Model]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    connection.check_constraints()  # TRUNCATE waits for what is still to be checked
    assert_refused(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_who_may_only_write_rows_gets_no_further(model: type[models.Model]) -> None:
    """A role of the database that owns nothing cannot take the triggers off either."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    table = model._meta.db_table
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE web")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO web")
    for statement in (
        f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = 0",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"DROP TABLE {table} CASCADE",
        f"DROP TRIGGER {table}_refuse_change ON {table}",
        "SET session_replication_role = replica",
    ):  # fmt: skip
        refusal = pytest.raises(DatabaseError, match=r"append-only|must be owner|permission denied")
        with refusal, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE web")
            cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM {}", "UPDATE {} SET sequence = 0", "UPDATE {} SET digest = ''",
     "TRUNCATE {} CASCADE"],
)  # fmt: skip
def test_the_end_of_the_chain_only_moves_on(statement: str) -> None:
    if "TRUNCATE" in statement and connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    head = content(RecordHead)
    connection.check_constraints()
    assert_refused(statement.format(RecordHead._meta.db_table))
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        RecordHead.objects.all().delete()
    assert content(RecordHead) == head


def test_the_end_of_the_chain_is_replaced_by_no_insert() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's; PostgreSQL's ON CONFLICT DO UPDATE is an UPDATE")
    assert_refused("INSERT OR REPLACE INTO disclosures_recordhead VALUES (1, 0, '')")


def test_a_disclosure_with_a_version_cannot_be_deleted() -> None:
    with pytest.raises(ProtectedError):
        Disclosure.objects.get().delete()


def test_the_tests_flush_knows_every_table_that_is_written_once() -> None:
    assert [model._meta.db_table for model in WRITTEN_ONCE] == TABLES


@pytest.mark.django_db(transaction=True)
def test_after_the_tests_flush_the_tables_are_protected_again() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert not Version.objects.exists()
    unit = a_unit()
    append(
        verb=Verb.LOAD,
        disclosure=Disclosure.objects.create(unit=unit, year=2024, updated_at=AT),
        by=a_user("officer", unit=unit),
        at=AT,
    )
    assert_refused("DELETE FROM disclosures_event")
    assert_refused("DELETE FROM disclosures_recordhead")
