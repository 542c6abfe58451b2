"""The free texts of a disclosure: which there are, which must be filled, what is proposed.

A reason is required where the published figures differ by more than the year's thresholds, which
are settings (book ``setting``): ``reason.percent`` and ``reason.amount_wan``, both to be exceeded.
What follows from no figure (成效, 问题, 措施) is required where there is an evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fiscal.document import Paragraph
from fiscal.money import Change, change
from fiscal.narrative.bindings import addresses, text_key
from fiscal.narrative.defaults import default_text
from fiscal.narrative.figures import Figure, figure, figure_last
from fiscal.narrative.render import narrative
from fiscal.narrative.template import clean_text
from fiscal.reference import Reference
from fiscal.report import FINAL_ACCOUNTS, Report

PERCENT, AMOUNT_WAN = "reason.percent", "reason.amount_wan"
_SETTING, _DEFAULTS = "setting", {PERCENT: "5", AMOUNT_WAN: "1"}
_COUNTED = "diff_reason"  # of vehicles, of which a single one wants a reason
_SAYING_NOTHING = ("", "无", "—", "-", "/")


@dataclass(frozen=True, slots=True)
class FreeText:
    """A free text of the narrative of a Report.

    ``path``      its address: ``texts/s5.3.item.reason#2010301``; ``paragraph``, ``slot`` and
                  ``line`` are what that is made of.
    ``text``      as recorded; ``proposal`` what is printed in its stead while it is empty.
    ``figure``    it speaks of, as published; None where there is none or it is unknown.
    ``change``    of the figures it explains; None where it explains none or one is unknown.
    ``required``  the change is beyond the thresholds, or there is something to tell of.
    """

    path: str
    paragraph: str
    slot: str
    line: str
    text: str
    proposal: str
    figure: Figure
    change: Change | None
    required: bool

    @property
    def says_nothing(self) -> bool:
        """Whether the printed sentence would end in nothing."""
        return clean_text(self.text) in _SAYING_NOTHING and not self.proposal

    @property
    def is_count(self) -> bool:
        """Whether the figures it explains are vehicles; else they are money in 万元."""
        return self.slot == _COUNTED

    @property
    def is_missing(self) -> bool:
        return self.required and self.says_nothing


def free_texts(report: Report, reference: Reference) -> tuple[FreeText, ...]:
    """All free texts that the narrative of ``report`` has room for, in printing order."""
    if report.kind != FINAL_ACCOUNTS:
        return ()
    return free_texts_of(narrative(report, reference), report, reference)


def free_texts_of(
    paragraphs: tuple[Paragraph, ...], report: Report, reference: Reference
) -> tuple[FreeText, ...]:
    """The same for a narrative that is at hand."""
    return tuple(
        _free_text(paragraph, part.field, report, reference)
        for paragraph in paragraphs
        for part in paragraph.parts
        if part.kind == "text"
    )


def demand_of(text: FreeText) -> str:
    """Why a text is required, in words; empty where it is not."""
    if not text.required:
        return ""
    if text.change is None:
        return "有绩效自评，须填写"
    if text.is_count:
        return f"相差{abs(text.change.difference)}辆，须说明原因"
    if not text.slot.endswith("reason"):
        return "有发生数，须填写"
    return f"变动{text.change.amount:,.2f}万元（{text.change.percent:,}%），须说明原因"


def _free_text(paragraph: Paragraph, slot: str, report: Report, reference: Reference) -> FreeText:
    key = text_key(paragraph.id, slot, paragraph.key)
    where = addresses(paragraph.id, slot, paragraph.key)
    moved = _change(report, where)
    return FreeText(
        path=f"texts/{key}",
        paragraph=paragraph.id,
        slot=slot,
        line=paragraph.key,
        text=report.texts.get(key, ""),
        proposal=default_text(report, reference, paragraph.id, slot),
        figure=figure(report, where[0]) if where else None,
        change=moved,
        required=_has_evaluations(report) if not where else _is_beyond(moved, slot, reference),
    )


def _change(report: Report, where: tuple[str, ...]) -> Change | None:
    """The change to be explained: against last year, against another figure, or from nothing."""
    if not where:
        return None
    first, second = figure(report, where[0]), _compared(report, where)
    if first is None or second is None:
        return None
    return change(Decimal(first), Decimal(second))


def _compared(report: Report, where: tuple[str, ...]) -> Figure:
    if len(where) == 1:
        return figure_last(report, where[0])
    return 0 if where[0] == where[1] else figure(report, where[1])


def _is_beyond(moved: Change | None, slot: str, reference: Reference) -> bool:
    if moved is None or not moved.difference:
        return False
    if not slot.endswith("reason") or slot == _COUNTED:
        return True
    amount, percent = (_setting(reference, code) for code in (AMOUNT_WAN, PERCENT))
    return moved.amount > amount and moved.percent > percent


def _has_evaluations(report: Report) -> bool:
    return report.unit_evaluation is not None or bool(report.projects)


def _setting(reference: Reference, code: str) -> Decimal:
    return Decimal(reference.attr(_SETTING, code, "value", _DEFAULTS[code]))
