"""On PostgreSQL the program works as a role that owns nothing and can undo nothing recorded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from disclosures import actions
from disclosures.models import RecordHead, Version
from disclosures.render.renditions import make
from disclosures.tests.flush import HEAD, LOG, TABLES
from disclosures.tests.proof import AT, a_small_draft, assert_sound
from disclosures.tests.walking import person, published
from units.access_log import record
from units.append_only import protected_tables
from units.management.commands.grant_web_role import PASSWORD
from units.models import Act, Role, User
from units.tests.people import a_unit

ROLE = "mingzhang_web_of_tests"

pytestmark = pytest.mark.django_db


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[User]:
    """An officer whose work is done from here on as the role of the web."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    monkeypatch.setenv(PASSWORD, "it's not a secret")
    call_command("grant_web_role", ROLE, stdout=StringIO())
    officer = person(Role.OFFICER, a_unit("105001", "水利局"))
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield officer
        cursor.execute("RESET ROLE")


def assert_refused(statement: str) -> None:
    refusal = pytest.raises(
        DatabaseError, match=r"must be owner|permission denied|must be superuser"
    )
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_whole_road_is_open_to_it(web: User) -> None:
    draft = a_small_draft(web.unit, web)  # type: ignore[arg-type]
    first, reviewer = published(draft, AT, web), person(Role.REVIEWER)
    make(first, "json")
    actions.withdraw(disclosure=draft, reason="含有不宜公开的内容", by=reviewer, at=AT)
    actions.revise(disclosure=draft, reason="已删去不宜公开的内容", by=reviewer, at=AT)
    assert published(draft, AT, web).number == 2
    actions.receive(name="a.txt", content=b"x", by=web, at=AT)
    record(Act.EXPORT, web)
    connection.check_constraints()
    assert_sound(draft, files=True)


@pytest.mark.parametrize("table", TABLES)
def test_what_is_written_once_it_can_neither_change_nor_lay_open(table: str, web: User) -> None:
    for statement in (
        f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = 0",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL", f"ALTER TABLE {table} ADD COLUMN more int",
        f"DROP TRIGGER {table}_refuse_change ON {table}", f"DROP TABLE {table} CASCADE",
        f"CREATE RULE nothing AS ON INSERT TO {table} DO INSTEAD NOTHING",
        f"CREATE TRIGGER other AFTER INSERT ON {table} "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ):  # fmt: skip
        assert_refused(statement)


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM units_accessrecord", "TRUNCATE units_accessrecord",
     "UPDATE units_accessrecord SET address = ''", "DELETE FROM disclosures_recordhead",
     "TRUNCATE disclosures_recordhead", "DELETE FROM django_migrations",
     "SET session_replication_role = replica", "CREATE TABLE mine (id int)",
     "DROP FUNCTION refuse_change_of_append_only CASCADE",
     "CREATE OR REPLACE FUNCTION refuse_change_of_append_only() RETURNS trigger LANGUAGE plpgsql"
     " AS $$ BEGIN RETURN NULL; END $$",
     "TRUNCATE disclosures_disclosure CASCADE", "ALTER ROLE CURRENT_USER SUPERUSER"],
)  # fmt: skip
def test_what_guards_the_record_is_out_of_its_reach(statement: str, web: User) -> None:
    assert_refused(statement)


def test_the_end_of_the_chain_cannot_be_moved_back_by_it(web: User) -> None:
    published(a_small_draft(web.unit, web), AT, web)  # type: ignore[arg-type]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        RecordHead.objects.update(sequence=1)
    assert Version.objects.exists()


def test_every_table_that_is_kept_is_known_by_its_triggers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("asked of PostgreSQL's catalogue")
    kept = protected_tables(connection)
    assert set(kept) == {*TABLES, *LOG, *HEAD}
    assert [table for table, may_change in kept.items() if may_change] == HEAD


def test_granting_again_changes_nothing_and_needs_no_password(web: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    os.environ.pop(PASSWORD)
    call_command("grant_web_role", ROLE, stdout=StringIO())


@pytest.mark.parametrize(("role", "said"), [("mingzhang", "所有者"), ("nobody_yet", "没有设置")])
def test_who_owns_the_tables_or_is_not_there_is_no_role_for_the_web(role: str, said: str) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(CommandError, match="SQLite 没有角色"):
            call_command("grant_web_role", role)
    else:
        with pytest.raises(CommandError, match=said):
            call_command("grant_web_role", role)
