"""Migrations that carry data, from the state before them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from disclosures.models import VersionFinding
from fiscal.codec import canonical_json
from fiscal.finding import Finding, error, warning

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BEFORE = [("disclosures", "0006_disclosure_standing")]


@pytest.fixture
def apps_before(transactional_db: None) -> Any:
    """The models as they were before findings were counted; afterwards those of now."""
    MigrationExecutor(connection).migrate(BEFORE)
    return MigrationExecutor(connection).loader.project_state(BEFORE).apps


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


def test_findings_of_older_versions_are_counted(apps_before: Any) -> None:
    doubled = warning("TX-32", "texts/x", "重复")
    a_version(apps_before, 1, [error("ST-01", "statements/05", "不等"), doubled, doubled])
    a_version(apps_before, 2, [])
    migrate()
    counts = VersionFinding.objects.values_list("version__number", "rule", "severity", "count")
    assert list(counts) == [(1, "ST-01", "error", 1), (1, "TX-32", "warning", 2)]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        VersionFinding.objects.update(count=3)
