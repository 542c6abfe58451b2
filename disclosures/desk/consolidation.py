"""The page where a department's account is made of its units': what goes in, what comes off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from disclosures import actions
from disclosures.consolidation import (
    Account,
    Sum,
    accounts_below,
    last_consolidation,
    preview,
    transfers_of,
)
from disclosures.desk.access import desk_page, signed_in
from disclosures.desk.amounts import AmountUnit
from disclosures.desk.draft import Draft
from disclosures.desk.frame import frame
from disclosures.desk.links import CONSOLIDATION
from disclosures.desk.naming import name_of, words
from disclosures.desk.transfers import TransferRows, as_typed, transfer_rows
from disclosures.models import Disclosure, Verb
from disclosures.refusal import OUT_OF_DATE, ActionRefused
from fiscal import checks
from fiscal.checks.figures import cell_label
from fiscal.consolidate import Difference, Transfer
from fiscal.edits import Change, difference, leaves
from fiscal.finding import Finding, Severity, error
from fiscal.money import ZERO
from fiscal.narrative import narrative
from fiscal.statements import BY_NUMBER, Declaration
from units.permissions import allowed

_UNIT = AmountUnit.YUAN
_WORDING = "p1.2."  # the paragraphs that a department words differently


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def consolidation(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """Posted: the transfers, and ``do``: ``preview``, ``confirm`` or ``separate``."""
    page = _Page(disclosure)
    if not page.draft.adds_up:
        raise Http404
    if request.method != "POST":
        return _render(request, page, transfer_rows(initial=page.recorded_transfers()))
    if request.POST.get("do") == "separate":
        return _separate(request, page)
    rows = transfer_rows(data=request.POST)
    if rows.is_valid() and request.POST.get("do") == "confirm":
        try:
            return _confirm(request, page, rows.transfers)
        except ActionRefused as refusal:
            return _render(request, _Page(disclosure), rows, refusal.findings)
    return _render(request, page, rows)


def _confirm(request: HttpRequest, page: _Page, transfers: Sequence[Transfer]) -> HttpResponse:
    """Add up what the preview showed; edited sums give way where the officer says so."""
    if request.POST.get("basis") != page.basis:
        raise ActionRefused([error(OUT_OF_DATE, "", "预览之后数据已有改动，请核对下面新的预览")])
    disclosure, by, at = page.draft.disclosure, signed_in(request), timezone.now()
    if request.POST.get("restore"):
        edited = preview(disclosure, transfers).conflicts
        actions.edit(disclosure=disclosure, changes=edited, by=by, at=at, reason="恢复汇总数")
    done = actions.consolidate(disclosure=disclosure, transfers=transfers, by=by, at=at)
    if done.conflicts:
        message = f"上次汇总后有{len(done.conflicts)}处被改过，没有汇总；请在下面选择"
        raise ActionRefused([error(OUT_OF_DATE, "", message)])
    messages.success(request, f"已汇总本级和{len(page.accounts)}个所属单位")
    return redirect("admin:desk_consolidation", disclosure.pk)


def _separate(request: HttpRequest, page: _Page) -> HttpResponse:
    disclosure = page.draft.disclosure
    try:
        done = actions.separate(disclosure=disclosure, by=signed_in(request), at=timezone.now())
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        if done.conflicts:
            messages.error(request, f"汇总后有{len(done.conflicts)}处被改过，没有撤销")
        else:
            messages.success(request, "已撤销汇总，草稿回到本级数")
    return redirect("admin:desk_consolidation", disclosure.pk)


def _render(
    request: HttpRequest, page: _Page, rows: TransferRows, refused: Sequence[Finding] = ()
) -> HttpResponse:
    disclosure = page.draft.disclosure
    told: Told | None = None
    if page.is_complete and (not rows.is_bound or rows.is_valid()):
        try:
            told = Told(page.draft, preview(disclosure, rows.transfers))
        except ActionRefused as refusal:
            refused = refused or refusal.findings
    context = frame(
        request,
        page.draft,
        CONSOLIDATION,
        page=page,
        rows=rows,
        told=told,
        refused=refused,
        codes=page.codes() if page.is_complete else (),
        may_add_up=allowed(request.user, Verb.CONSOLIDATE, disclosure.unit),
    )
    status = 409 if refused else 422 if rows.is_bound and not rows.is_valid() else 200
    return TemplateResponse(request, "admin/desk/consolidation.html", context, status=status)


class _Page:
    """The accounts that go in, asked for by the template."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.draft = Draft(disclosure)

    @cached_property
    def accounts(self) -> tuple[Account, ...]:
        return accounts_below(self.draft.disclosure)

    @property
    def lacking(self) -> int:
        return sum(one.disclosure is None for one in self.accounts)

    @property
    def changed(self) -> int:
        """Accounts that are no longer what was added up."""
        return sum(one.has_changed or (bool(self.last) and not one.taken) for one in self.accounts)

    @property
    def is_complete(self) -> bool:
        return not self.lacking

    @cached_property
    def last(self) -> Any:
        return last_consolidation(self.draft.disclosure)

    @property
    def basis(self) -> str:
        """What a preview rests on: every revision."""
        filings = [self.draft.disclosure, *(one.disclosure for one in self.accounts)]
        return " ".join(f"{one.pk}:{one.revision}" for one in filings if one)

    def recorded_transfers(self) -> list[dict[str, Any]]:
        """The transfers of the last time, as the form takes them."""
        return [as_typed(one) for one in transfers_of(self.last)] if self.last else []

    def codes(self) -> tuple[tuple[str, str], ...]:
        """The 项 of all the accounts, by code, to choose from."""
        reports = [self.draft.report, *(one.report() for one in self.accounts)]
        names = {
            line.key: line.name
            for report in reports
            for number in ("02", "03")
            for line in report.statement(number).at_depth(3)
        }
        return tuple(sorted(names.items()))


# --- what comes of it ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A cell of the whole; ``recorded`` only where the draft holds something else."""

    label: str
    own: str
    subordinates: str
    transfers: str
    whole: str
    recorded: str


class Told:
    """A sum in words, asked for by the template."""

    def __init__(self, draft: Draft, found: Sum) -> None:
        self.draft, self.sum = draft, found

    @cached_property
    def statements(self) -> list[tuple[Declaration, list[Row]]]:
        """The cells that are not the unit's own, by statement."""
        rows: dict[str, list[Row]] = {}
        for one in self.sum.differences:
            rows.setdefault(one.number, []).append(self._row(one))
        return [(BY_NUMBER[number], rows[number]) for number in sorted(rows)]

    @property
    def facts(self) -> Iterator[tuple[str, str, str]]:
        """Counts, procurement and property: name, the unit's own, the whole."""
        for one in leaves(difference(self.sum.own, self.sum.whole)):
            if not one.path.startswith(("statements/", "organisation/")):
                old, new = (words(one.path, value) or "—" for value in (one.old, one.new))
                yield name_of(one.path, self.sum.whole), old, new

    @property
    def edited(self) -> Iterator[tuple[str, Change]]:
        """What was edited in the last sum, with the values in words."""
        for one in leaves(self.sum.conflicts):
            old, new = (words(one.path, value) or "空" for value in (one.old, one.new))
            yield name_of(one.path, self.sum.recorded), Change(one.path, old, new)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Errors that the checks would find in the whole account."""
        found = checks.run(self.draft.completed(self.sum.whole), self.draft.reference, entered=True)
        return tuple(one for one in found if one.severity is Severity.ERROR)

    @property
    def wording(self) -> list[str]:
        """The paragraphs in which the text speaks of the units."""
        paragraphs = narrative(self.sum.whole, self.draft.reference)
        return [one.text for one in paragraphs if one.id.startswith(_WORDING)]

    def _row(self, one: Difference) -> Row:
        recorded = self.sum.recorded.amount(one.number, one.line, one.column)
        same = (recorded or ZERO) == (one.whole or ZERO)
        return Row(
            cell_label(one.number, one.line, one.column, one.name),
            _UNIT.show(one.own) or "—",
            _UNIT.show(one.subordinates) or "—",
            _UNIT.show(one.transfers) if one.transfers else "—",
            _UNIT.show(one.whole) or "—",
            "" if same else _UNIT.show(recorded) or "空",
        )
