"""The verb of explaining warnings; ``disclosures.actions`` is where it is called.

ERROR findings are corrected, WARNINGs may stand when the unit says why. What it says is kept
with the draft and published with the version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from disclosures.history import completed
from disclosures.models import Disclosure, Explanation, Verb
from disclosures.refusal import BAD_EXPLANATION, ActionRefused
from disclosures.steps import record, step
from disclosures.store import assemble
from fiscal import checks
from fiscal.edits import Change
from fiscal.explaining import shortcoming
from fiscal.finding import Finding, Severity, error
from units.models import User
from units.reference_db import reference

_GONE = "这条警告已经消失或有变化，请重新查看"


def explain(
    *, disclosure: Disclosure, texts: Iterable[Change], by: User, at: datetime
) -> Disclosure:
    """Say why warnings stand, all or none; an empty text takes an explanation back.

    ``path`` of a change is the fingerprint of the warning, ``old`` the explanation that the
    officer saw there, ``new`` the one that is to stand. Refusals are findings at that path.
    """
    with step(Verb.EXPLAIN, disclosure, by) as draft:
        asked = [_tidy(one) for one in texts]
        warnings = _warnings(draft)
        held = {one.finding: one.text for one in draft.explanations.all()}
        if refused := list(_refusals(asked, warnings, held)):
            raise ActionRefused(refused)
        changes = [one for one in asked if one.new != held.get(one.path, "")]
        for one in changes:
            _put(draft, warnings[one.path], str(one.new), by, at)
        if changes:
            record(
                draft, Verb.EXPLAIN, by, at,
                changes=[replace(one, path=f"explanations/{one.path}") for one in changes],
                basis={"findings": [warnings[one.path] for one in changes]},
            )  # fmt: skip
    return draft


def _tidy(asked: Change) -> Change:
    old, new = (str(text or "").replace("\r\n", "\n").strip() for text in (asked.old, asked.new))
    return Change(asked.path, old, new)


def _warnings(draft: Disclosure) -> dict[str, Finding]:
    """The warnings of the draft as it would be handed in, by their fingerprints."""
    found = checks.run(completed(draft, assemble(draft)), reference(draft.year), entered=True)
    return {one.fingerprint: one for one in found if one.severity is Severity.WARNING}


def _refusals(
    asked: Iterable[Change], warnings: Mapping[str, Finding], held: Mapping[str, str]
) -> Iterator[Finding]:
    for one in asked:
        now, new = held.get(one.path, ""), str(one.new)
        if one.path not in warnings:
            yield error(BAD_EXPLANATION, one.path, _GONE)
        elif now not in (one.old, new):
            yield error(BAD_EXPLANATION, one.path, f"他人已写明：“{now}”。再保存一次即以您的为准")
        elif new and (wrong := shortcoming(new)):
            yield error(BAD_EXPLANATION, one.path, wrong)


def _put(draft: Disclosure, warning: Finding, text: str, by: User, at: datetime) -> None:
    if not text:
        draft.explanations.filter(finding=warning.fingerprint).delete()
        return
    Explanation.objects.update_or_create(
        disclosure=draft,
        finding=warning.fingerprint,
        defaults={
            "rule": warning.rule, "where": warning.where, "message": warning.message,
            "text": text, "by": by, "at": at,
        },
    )  # fmt: skip
