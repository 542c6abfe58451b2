"""The rules of scoring as formulas of the sheet 得分复核: ``fiscal.scoring`` in another language.

Columns: H weight, I printed rate, J computed rate, L whether the target was kept.
"""

from __future__ import annotations

from fiscal.reference import Reference
from fiscal.report import Indicator
from fiscal.scoring import DIRECT, GRADED, RATIO, SATISFACTION, bands, formula_of


def indicator_formula(one: Indicator, reference: Reference, line: int, *, unit: bool) -> str:
    """The formula of an indicator's score; empty for a rule that the year does not know."""
    weight, kept = f"H{line}", f'L{line}="是"'
    if unit:
        return f"=IF({kept},ROUND({weight},2),{_ratio(weight, f'MIN(J{line},100)')})"
    rate = f"I{line}" if one.rate is not None else f"J{line}"
    reached = f"IF(OR({rate}>=100,{kept}),ROUND({weight},2)"
    formulas = {
        RATIO: f"={_ratio(weight, rate)}",
        GRADED: f"=ROUND({weight}*{_factor(rate, one.rule, reference)},2)",
        DIRECT: f"={reached},0)",
        SATISFACTION: f"={reached},{_ratio(weight, rate)})",
    }
    return formulas.get(formula_of(one.rule, reference), "")


def budget_formula(line: int, *, printed: bool, unit: bool) -> str:
    """The formula of the score of 预算执行率, from the printed rate where there is one."""
    rate = f"I{line}" if printed else f"J{line}"
    return f"=ROUND(H{line}*{rate}/100,2)" if unit else f"={_ratio(f'H{line}', rate)}"


def _ratio(weight: str, rate: str) -> str:
    return (
        f"IF({rate}<60,0,IF({rate}<=100,ROUND({weight}*({rate}-60)/40,2),"
        f"MAX(0,ROUND({weight}*(200-{rate})/100,2))))"
    )


def _factor(rate: str, rule: str, reference: Reference) -> str:
    factor = "0"
    for least, value in reversed(bands(rule, reference)):
        factor = f"IF({rate}>={least:f},{value:f},{factor})"
    return factor
