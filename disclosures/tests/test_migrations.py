"""Migrations that carry data, from the state before them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from disclosures.models import Event, RecordHead, Rendition, Version, VersionFinding
from disclosures.verifying import Verification
from fiscal.codec import canonical_json
from fiscal.finding import Finding, error, warning

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def apps_before(migration: str) -> Any:
    """The models as they were after ``migration``, and the tables with them."""
    before = [("disclosures", migration)]
    MigrationExecutor(connection).migrate(before)
    loader = MigrationExecutor(connection).loader
    # People have been signing in by other rules since; their table stays as it is now.
    return loader.project_state([*before, *loader.graph.leaf_nodes("units")]).apps


def migrate() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def a_version(apps: Any, number: int, findings: list[Finding]) -> None:
    unit, _ = apps.get_model("units", "Unit").objects.get_or_create(
        code="T1", defaults={"name": "测试单位", "path": "0001", "depth": 1}
    )
    by, _ = apps.get_model("units", "User").objects.get_or_create(username="officer")
    disclosure, _ = apps.get_model("disclosures", "Disclosure").objects.get_or_create(
        unit=unit, year=2024, kind="final_accounts", defaults={"updated_at": AT}
    )
    apps.get_model("disclosures", "Version").objects.create(
        disclosure=disclosure, number=number, sha256="b" * 64, sm3="c" * 64,
        payload=canonical_json({"findings": findings}).decode(),
        previous="a" * 64 if number > 1 else "", published_at=AT, published_by=by,
        unit_code="T1", unit_name="测试单位", year=2024, kind="final_accounts", title="标题",
        error_count=0, warning_count=0,
    )  # fmt: skip


def test_findings_of_older_versions_are_counted(transactional_db: None) -> None:
    apps = apps_before("0006_disclosure_standing")
    doubled = warning("TX-32", "texts/x", "重复")
    a_version(apps, 1, [error("ST-01", "statements/05", "不等"), doubled, doubled])
    a_version(apps, 2, [])
    migrate()
    counts = VersionFinding.objects.values_list("version__number", "rule", "severity", "count")
    assert list(counts) == [(1, "ST-01", "error", 1), (1, "TX-32", "warning", 2)]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        VersionFinding.objects.update(count=3)


def test_events_of_before_become_a_chain(transactional_db: None) -> None:
    apps = apps_before("0009_review_and_correction")
    a_version(apps, 1, [])
    a_version(apps, 2, [])
    disclosure = apps.get_model("disclosures", "Disclosure").objects.get()
    by = apps.get_model("units", "User").objects.get()
    upload = apps.get_model("disclosures", "Upload").objects.create(
        name="a.txt", sha256="d" * 64, size=1, content_type="text/plain", file="originals/a",
        received_at=AT, received_by=by,
    )  # fmt: skip
    events_of_before = apps.get_model("disclosures", "Event").objects
    events_of_before.create(verb="receive", upload=upload, by=by, at=AT)
    for verb in ("load", "import", "load", "import"):
        changes = [{"path": "staff/active", "old": None, "new": 1}]
        events_of_before.create(verb=verb, disclosure=disclosure, by=by, at=AT, changes=changes)
    migrate()
    events = list(Event.objects.order_by("pk"))
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    assert [event.basis.get("version") for event in events] == [None, None, 1, None, 2]
    assert events[2].basis == {"version": 1, "sha256": "b" * 64, "sm3": "c" * 64}
    look = Verification()
    chain = [one for one in look.run(files=False) if not one.where.startswith("version")]
    assert chain == []
    assert look.sequence == RecordHead.objects.get().sequence == 5
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.update(reason="另一理由")


def test_a_digest_is_found_by_index_and_versions_stay_protected(transactional_db: None) -> None:
    apps = apps_before("0014_sealed_and_rendered")
    a_version(apps, 1, [])
    migrate()
    assert Version.objects.get(sha256="b" * 64, sm3="c" * 64).number == 1
    with connection.cursor() as cursor:
        for table, columns in ((Version, {"sha256", "sm3"}), (Rendition, {"sha256"})):
            found = connection.introspection.get_constraints(cursor, table._meta.db_table)
            indexed = {
                one["columns"][0] for one in found.values() if one["index"] and one["columns"]
            }
            assert columns <= indexed
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Version.objects.update(title="另一标题")
