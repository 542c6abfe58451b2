"""Every printed figure can say what it is made of, and its formula gives what is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from fiscal.document import Part
from fiscal.money import change, share, variance
from fiscal.narrative import narrative
from fiscal.narrative.inputs import BY_PATH, INPUTS, free_text_label, place_of
from fiscal.narrative.origins import Origin, origin
from fiscal.report import (
    TOTAL,
    Assets,
    Budgets,
    Cell,
    Line,
    Procurement,
    Report,
    Staff,
    Statement,
    UnitFacts,
)
from fiscal.tests.books import REFERENCE, YEAR, wan

FIGURES = {"money", "area", "count", "difference", "percent", "share", "variance"}


def report() -> Report:
    item = Line(
        "2013401", "行政运行", ("一般公共服务支出", "统战事务"),
        {"total": Cell(wan("120"), wan("90")), "basic": Cell(wan("100"))},
    )  # fmt: skip
    total = Line(TOTAL, "合计", (), {"total": Cell(wan("120"), wan("90"))})
    whole = Line(TOTAL, "合计", (), {"total": Cell(wan("150"), ZERO)})
    return Report(
        UnitFacts("水利局"),
        YEAR,
        staff=Staff(10, 9, 0, 0, 5, 5),
        statements={"03": Statement("03", (whole,)), "05": Statement("05", (total, item))},
        budgets=Budgets(general=wan("100"), fiscal=ZERO),
        procurement=Procurement(total=wan("8"), small_medium=wan("6")),
        assets=Assets(area=Decimal("88.50")),
    )


ZERO = Decimal("0.00")


def found(paragraph: str, field: str, key: str = "", of: Report | None = None) -> Origin:
    of = of or report()
    for one in narrative(of, REFERENCE):
        if (one.id, one.key) == (paragraph, key):
            part = next(part for part in one.parts if part.field == field)
            made = origin(of, paragraph, key, part)
            assert made is not None
            return made
    raise AssertionError(f"{paragraph} is not printed")


def numbers(text: str) -> list[Decimal]:
    return [Decimal(one.replace(",", "")) for one in re.findall(r"-?[\d,]+\.\d+", text)]


def test_an_amount_comes_from_its_cell_in_yuan() -> None:
    made = found("s5.1.body", "total")
    assert made.formula == "1,200,000.00元 ÷ 10,000，保留两位得120.00万元"
    assert [one.address for one in made.sources] == ["statements/05/total/total"]
    assert made.sources[0].label == "05表“合计”（小计）"


def test_a_change_names_both_years() -> None:
    made = found("s5.3.item", "pct", "2013401")
    this, last = made.sources
    assert (last.address, last.label) == (
        "statements/05/2013401/total@last", "上年05表“行政运行”（小计）",
    )  # fmt: skip
    assert made.formula == "|120.00 − 90.00| ÷ 90.00 × 100% ＝ 33.33%"
    assert change(*numbers(f"{this.value} {last.value}")).percent == Decimal("33.33")


def test_a_share_and_a_variance_can_be_recomputed_from_their_sources() -> None:
    one = found("s5.1.body", "share")
    assert share(*numbers(" ".join(source.value for source in one.sources))) == Decimal("80.00")
    other = found("s5.1.body", "var")
    assert other.formula == "(120.00 − 100.00) ÷ 100.00 × 100% ＝ 20.00%"
    assert variance(Decimal(120), Decimal(100)) == Decimal("20.00")


def test_a_base_of_zero_is_explained_by_the_rule() -> None:
    nothing = replace(report(), budgets=Budgets(general=ZERO))
    assert "预算数为零" in found("s5.1.body", "var", of=nothing).formula
    assert "上年为零" in found("s5.1.body", "pct", of=_new_this_year()).formula


def _new_this_year() -> Report:
    total = Line(TOTAL, "合计", (), {"total": Cell(wan("120"), ZERO)})
    return replace(report(), statements={"05": Statement("05", (total,))})


def test_a_sum_in_the_text_names_its_parts() -> None:
    made = found("p1.2.staff", "total")
    assert [one.address for one in made.sources] == [
        "staff/active", "staff/veteran", "staff/retired",
    ]  # fmt: skip
    assert made.formula.endswith("＝15")


def test_an_unknown_figure_says_what_is_lacking() -> None:
    made = found("s10.2.a", "goods")
    assert "填入后自动得出" in made.formula
    assert made.sources[0].address == "procurement/goods"


@pytest.mark.parametrize("of", [report(), Report(UnitFacts("水利局"), YEAR)])
def test_every_figure_of_a_text_has_an_origin(of: Report) -> None:
    for paragraph in narrative(of, REFERENCE):
        for part in paragraph.parts:
            made = origin(of, paragraph.id, paragraph.key, part)
            assert (made is not None) == (part.kind in FIGURES) or part.kind == "list"
            if made:
                assert all(source.label for source in made.sources)


def test_wording_and_free_texts_have_none() -> None:
    assert origin(report(), "s5.1.body", "", Part("万元")) is None
    assert origin(report(), "s5.1.body", "", Part("因为", "reason", "text")) is None


def test_every_fact_exists_in_the_report_and_is_typed_once() -> None:
    empty = Report(UnitFacts("水利局"), YEAR)
    for path in BY_PATH:
        group, _, name = path.partition("/")
        assert hasattr(getattr(empty, group), name) if name else hasattr(empty, group)
    assert sum(map(len, INPUTS.values())) == len(BY_PATH)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("texts/s5.3.item.reason#2013401", "五、行政运行：比上年变化的主要原因"),
        ("texts/s9.budget.abroad_reason", "九、因公出国（境）费与全年预算差异的主要原因"),
        ("texts/s4.cmp.var_reason", "四、与年初预算差异的主要原因"),
        ("staff/active", "在职人员"),
        ("budgets/fund", "七、政府性基金预算年初预算数"),
        ("statements/05/total/total", ""),
        ("", ""),
    ],
)
def test_a_place_is_named_in_words(path: str, place: str) -> None:
    assert place_of(path, report()) == place


def test_labels_tell_the_free_texts_of_a_paragraph_apart() -> None:
    slots = ("reason", "abroad_reason", "buy_reason", "run_reason", "recep_reason")
    assert len({free_text_label("s9.budget", slot) for slot in slots}) == len(slots)
