"""Money beside result: what a project cost, promised, reached and scored, before its form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from disclosures.render.anchors import figure_url
from fiscal.provenance import Tracer
from fiscal.report import Indicator, ProjectEvaluation, Report, UnitEvaluation
from fiscal.scoring import scored_line, total_line

_NONE = "—"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure with its name; ``url`` is its page, empty where figures have none."""

    label: str
    value: str
    unit: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An evaluation in short. ``rows`` are the rows of the indicators, as HTML."""

    id: str
    name: str
    facts: tuple[Fact, ...]
    goal: str
    result: str
    rows: SafeString
    rated: bool


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a Report; ``base`` is the address below which figures have their pages."""

    tracer: Tracer
    base: str

    def all(self, report: Report) -> Iterator[Card]:
        """The unit's, then the projects', in the order of their forms."""
        if report.unit_evaluation is not None:
            yield self._card(report.unit_evaluation, "unit_evaluation", report.unit.name)
        for index, project in enumerate(report.projects):
            yield self._card(project, f"projects/{index}", project.name)

    def _card(self, record: ProjectEvaluation | UnitEvaluation, path: str, name: str) -> Card:
        rated = isinstance(record, ProjectEvaluation)
        return Card(
            id=path,
            name=name,
            facts=tuple(self._facts(record, path)),
            goal=record.goal,
            result=record.result,
            rows=SafeString("\n".join(self._rows(record.indicators, path, rated))),
            rated=rated,
        )

    def _facts(self, record: ProjectEvaluation | UnitEvaluation, path: str) -> Iterator[Fact]:
        whole, scored = total_line(record.funds), scored_line(record.funds)
        if whole is not None:
            at = f"{path}/funds/{record.funds.index(whole)}"
            yield from self._fact("全年预算", f"{at}/full_year")
            yield from self._fact("全年执行", f"{at}/executed")
        if scored is not None:
            yield from self._fact("执行率", f"{path}/funds/{record.funds.index(scored)}/rate")
        yield from self._fact("总分", f"{path}/total")

    def _fact(self, label: str, address: str) -> Iterator[Fact]:
        found = self.tracer.trace(address)
        if found is not None:
            grade = dict(found.facts).get("等级", "")
            yield Fact(label, found.value, found.unit, self._url(address), grade)

    def _url(self, address: str) -> str:
        return figure_url(self.base, address) if self.base else ""

    # --- indicators --------------------------------------------------------------------------

    def _rows(self, rows: Sequence[Indicator], path: str, rated: bool) -> Iterator[str]:
        for index, row in enumerate(rows):
            at = f"{path}/indicators/{index}"
            yield "".join(
                (
                    '<tr role="row"><th role="rowheader" scope="row">'
                    f"{escape(row.name)} <small>{escape(row.level2)}</small></th>",
                    _cell("目标", escape(row.target)),
                    _cell("实际", escape(row.actual)),
                    _cell("完成率", self._figure(row.rate, f"{at}/rate", "%")) if rated else "",
                    _cell("得分", self._score(row, at)),
                    "</tr>",
                )
            )
            if row.deviation:
                yield (
                    f'<tr role="row" class="why"><td role="cell" colspan="{4 + rated}">'
                    f"<b>偏差原因和改进：</b>{escape(row.deviation)}</td></tr>"
                )

    def _score(self, row: Indicator, at: str) -> str:
        weight = "" if row.weight is None else f" <small>/ {row.weight:f}</small>"
        return f"{self._figure(row.score, f'{at}/score')}{weight}"

    def _figure(self, value: object, address: str, unit: str = "") -> str:
        if value is None:
            return _NONE
        text = f"{value:f}{unit}"
        return f'<a href="{self._url(address)}">{text}</a>' if self.base else text


def cards(document_tracer: Tracer, base: str) -> dict[str, Card]:
    """The cards by the address of their form."""
    made = Cards(document_tracer, base).all(document_tracer.document.report)
    return {card.id: card for card in made}


def _cell(label: str, html: str) -> str:
    return f'<td role="cell" data-label="{label}">{html or _NONE}</td>'
