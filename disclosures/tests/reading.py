"""What the tests of reading share: the real samples where they are at hand, fictional texts."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from disclosures.compose import compose
from disclosures.demo import reports, units
from disclosures.readers import Reading, read
from disclosures.render.text import render_text
from fiscal.report import (
    TARGETS,
    Indicator,
    ProjectTarget,
    Report,
    UnitFacts,
)
from units.reference import shipped_reference

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
OFFICE = "changji-government-office-2024.txt"
SASAC = "changji-sasac-2024.txt"
TARGET_TABLES = "urumqi-sasac-targets-2024.txt"
ALL_SAMPLES = (OFFICE, SASAC, TARGET_TABLES)


def sample(name: str) -> str:
    """Text of a real document; the test is skipped where the samples are not at hand."""
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"real document {name} is not at hand")
    return path.read_text(encoding="utf-8")


def read_text(text: str) -> Reading:
    return read("公开.txt", text.encode(), shipped_reference)


def whole(reading: Reading) -> Report:
    """The Report of a reading that must be complete."""
    assert reading.complete, [f.message for f in reading.findings if f.rule.startswith("RD-")]
    assert reading.report is not None
    return reading.report


def rules(reading: Reading) -> set[str]:
    return {finding.rule for finding in reading.findings}


def text_of(report: Report) -> str:
    return render_text(compose(report, shipped_reference(report.year)))


@cache
def fictional_text(position: int = 0) -> str:
    """A fictional disclosure, once through a reader: it holds only what a text can say."""
    unit = next(islice(units(position + 1), position, None))
    report = next(reports(unit, 2024, 2024))
    return text_of(whole(read_text(text_of(report))))


@cache
def fictional_targets() -> str:
    return text_of(targets_report())


def targets_report() -> Report:
    """Two fictional target tables of one unit, with the blanks that real ones have."""
    first = ProjectTarget(
        unit_name="云岭州档案馆", name="2024年馆藏档案数字化经费", leader="",
        total=Decimal("1200000.00"), fiscal=Decimal("1200000.00"), other=Decimal("0.00"),
        goal="完成馆藏档案数字化。\n建立目录数据库。",
        indicators=(
            _target("产出指标", "数量指标", "扫描页数（万页）", ">=80万页", "30", "75万页"),
            _target("产出指标", "数量指标", "著录条目", "=12万条", "20", ""),
            _target("产出指标", "时效指标", "完成时间", "2024年11月底前", "10", "/"),
            _target("效益指标", "社会效益指标", "提高档案利用效率", "有效提高", "30", "有效提高"),
        ),
    )  # fmt: skip
    second = ProjectTarget(
        unit_name="云岭州档案馆", name="库房维修费", leader="王某",
        total=Decimal("35600.00"), fiscal=Decimal("35600.00"), other=None, goal="维修库房两间。",
        indicators=(
            _target("产出指标", "质量指标", "验收合格率", "=100%", "50", "新增指标，无上年完成值"),
            _target("满意度指标", "满意度指标", "利用者满意度", ">=90%", "40", "95%"),
        ),
    )  # fmt: skip
    return Report(UnitFacts("云岭州档案馆"), 2024, TARGETS, targets=(first, second))


def _target(level1: str, level2: str, name: str, target: str, weight: str, prior: str) -> Indicator:
    return Indicator(
        level1, level2, name, target, Decimal(weight), basis="计划标准", prior=prior,
        rule="按照正常比例赋分", evidence="工作资料,原始凭证",
    )  # fmt: skip
