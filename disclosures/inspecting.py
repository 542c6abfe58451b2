"""Finding out what the inspection desk shows of a disclosure, and keeping it.

Rows are the truth: what is to be inspected is whatever has no ``Inspection`` of its present
revision by the present rules. So a run may be broken off or started twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from disclosures.consolidation import last_consolidation, preview, transfers_of
from disclosures.desk.draft import Draft, take_stock
from disclosures.models import Disclosure, InspectedReason, Inspection
from disclosures.refusal import ActionRefused
from fiscal.checks import RULE_SET
from fiscal.codec import canonical_json
from fiscal.detail import lines_to_detail, not_detailed
from fiscal.finding import Finding, Severity
from fiscal.likeness import reasons_of
from fiscal.money import format_amount
from fiscal.report import FINAL_ACCOUNTS, Report
from fiscal.scoring import grade_of, unit_total_of
from fiscal.signs import OTHERS, SIGNS, is_much, shared_with, signs
from fiscal.timeliness import SUM
from units.tree import STEP

CHUNK = 50  # disclosures that one task takes
_NAMED = 3  # accounts with the same reasons that are named
_WIDESPREAD = 20  # units; what more of them say is a way of speaking
_SIGNS = {*SIGNS, SUM.id}


def stale(disclosures: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    """Those to be inspected, units below before the departments that add them up."""
    fresh = Inspection.objects.filter(revision=F("disclosure__revision"), rule_set=RULE_SET)
    begun = disclosures.filter(kind=FINAL_ACCOUNTS, revision__gt=0)
    return begun.exclude(pk__in=fresh.values("disclosure")).order_by("-unit__depth", "pk")


def forget(disclosures: QuerySet[Disclosure]) -> None:
    """Have them inspected anew, whatever is known."""
    Inspection.objects.filter(disclosure__in=disclosures).update(revision=None)


def chunks(disclosures: QuerySet[Disclosure]) -> Iterator[list[int]]:
    """Their ids in tasks of ``CHUNK``."""
    ids = disclosures.values_list("pk", flat=True).iterator(chunk_size=1000)
    while chunk := list(islice(ids, CHUNK)):
        yield chunk


def run(disclosures: QuerySet[Disclosure], at: datetime) -> Iterator[int]:
    """Inspect what is stale of them, a chunk at a time: how many are done after each."""
    done = 0
    for ids in list(chunks(stale(disclosures))):
        for disclosure in stale(Disclosure.objects.filter(pk__in=ids)).select_related("unit"):
            inspect(disclosure, at)
        done += len(ids)
        yield done


def inspect(disclosure: Disclosure, at: datetime) -> Inspection:
    """Find the facts of one disclosure and keep them."""
    draft = Draft(disclosure)
    take_stock(draft)
    report, reference = draft.whole, draft.reference
    found = [*signs(report, reference, draft.prior), *_not_the_sum(disclosure)]
    with transaction.atomic():
        before = Inspection.objects.filter(disclosure=disclosure).first()
        kept, _ = Inspection.objects.update_or_create(
            disclosure=disclosure, defaults={**_facts(draft), "at": at}
        )
        _keep_reasons(kept, report)
        _keep_signs(kept, found)
    if before is None or before.revision != disclosure.revision:
        _department_changes(disclosure)
    return kept


def _facts(draft: Draft) -> dict[str, Any]:
    """What stands in the columns of an ``Inspection``, but for signs."""
    report, findings = draft.whole, draft.findings
    evaluation = report.unit_evaluation
    score = unit_total_of(evaluation, report.year) if evaluation else None
    lines = lines_to_detail(report)
    return {
        "revision": draft.disclosure.revision,
        "rule_set": RULE_SET,
        "missing": list(draft.missing),
        "lines": lines,
        "detailed": max(0, lines - not_detailed(findings)),
        "rules": Counter(one.rule for one in findings),
        "info_count": draft.count(Severity.INFO),
        "explained": len(draft.explanations),
        "score": score,
        "grade": grade_of(score, draft.reference) if score is not None else "",
    }


def _not_the_sum(disclosure: Disclosure) -> Iterator[Finding]:
    """D058: a department's figures that are no longer what was added up."""
    last = last_consolidation(disclosure)
    if last is None:
        return
    try:
        found = preview(disclosure, transfers_of(last))
    except ActionRefused:
        return  # a unit below has withdrawn its account, which is said elsewhere
    differing = [
        (f"statements/{number}/{line.key}/{column}", recorded, cell.this)
        for number, statement in found.whole.statements.items()
        for line in statement.lines
        for column, cell in line.cells.items()
        if (recorded := found.recorded.amount(number, line.key, column)) is not None
        and cell.this is not None
        and recorded != cell.this
    ]
    if differing:
        where, recorded, computed = max(differing, key=lambda one: abs(one[1] - one[2]))
        yield SUM.finding(
            where,
            f"部门数与本级及所属单位之和（减内部往来）有{len(differing)}处不一致，"
            f"最大差{format_amount(abs(recorded - computed))}万元",
            printed=format_amount(recorded),
            computed=format_amount(computed),
            difference=format_amount(recorded - computed),
            places=" ".join(one[0] for one in differing[:_NAMED]),
        )


def _department_changes(disclosure: Disclosure) -> None:
    """Have the department that adds this account up looked at again."""
    unit = disclosure.unit
    above = Inspection.objects.filter(
        disclosure__unit__path=unit.path[:-STEP],
        disclosure__year=disclosure.year,
        disclosure__kind=disclosure.kind,
    ).select_related("disclosure")
    for one in above:
        if last_consolidation(one.disclosure):
            forget(Disclosure.objects.filter(pk=one.disclosure_id))


# --- signs and reasons ---------------------------------------------------------------------------


def _keep_reasons(kept: Inspection, report: Report) -> None:
    kept.reasons.all().delete()
    InspectedReason.objects.bulk_create(
        InspectedReason(inspection=kept, where=one.where, fingerprint=one.fingerprint)
        for one in reasons_of(report)
    )


def _keep_signs(kept: Inspection, own: Sequence[Finding]) -> None:
    """Note the signs of the account, and at the accounts that say the same, that it does."""
    shared = list(_shared(kept))
    _note(kept, [*own, *shared])
    named = Q()
    for one in shared:
        named |= Q(disclosure__unit__code=one.values["unit"], disclosure__year=one.values["year"])
    for other in Inspection.objects.filter(named) if shared else ():
        rest = [one for one in other.found_signs() if one.rule != OTHERS.id]
        _note(other, [*rest, *_shared(other)])


def _note(kept: Inspection, found: Sequence[Finding]) -> None:
    known = {rule: count for rule, count in kept.rules.items() if rule not in _SIGNS}
    kept.rules = known | Counter(one.rule for one in found)
    kept.signs = canonical_json(found).decode()
    kept.sign_count = len(found)
    kept.save(update_fields=["rules", "signs", "sign_count"])


def _shared(mine: Inspection) -> Iterator[Finding]:
    """The accounts of other units that give the same reasons, the likest first."""
    unit = mine.disclosure.unit_id
    own = {one.fingerprint: one.where for one in mine.reasons.all()}
    others = InspectedReason.objects.filter(fingerprint__in=own).exclude(
        inspection__disclosure__unit=unit
    )
    rare = (
        others.values("fingerprint")
        .annotate(units=Count("inspection__disclosure__unit", distinct=True))
        .filter(units__lte=_WIDESPREAD)
        .values_list("fingerprint", flat=True)
    )
    found: dict[tuple[str, int], dict[str, str]] = {}
    told = others.filter(fingerprint__in=list(rare)).values_list(
        "inspection__disclosure__unit__code", "inspection__disclosure__year", "fingerprint", "where"
    )
    for code, year, fingerprint, where in told:
        found.setdefault((code, year), {})[fingerprint] = where
    likest = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    for (code, year), theirs in likest[:_NAMED]:
        if is_much(len(theirs), len(own)):
            yield shared_with(code, year, [own[one] for one in theirs], list(theirs.values()))
