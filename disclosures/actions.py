"""The only place where a disclosure changes state.

Every verb takes keywords, ``by`` whom and ``at`` what (aware) time, and does in one transaction:
lock, permission, state, work, event. It does all or, raising ``ActionRefused``, nothing.

    DRAFT ─submit─► SUBMITTED ─approve─► APPROVED ─publish─► PUBLISHED
      └───────────────── publish(imported=True) ────────────────▲
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PureWindowsPath

from django.db import transaction

from disclosures import files
from disclosures.attaching import attach, detach, public_files
from disclosures.compose import compose
from disclosures.consolidation import Consolidated, consolidate, separate
from disclosures.drafting import Edited, apply_upload, complete, edit, undo_upload
from disclosures.explaining import explain
from disclosures.freeze import freeze
from disclosures.freshness import Seen, rules_of
from disclosures.models import Disclosure, Event, State, Upload, Verb, Version
from disclosures.refusal import (
    OUTDATED_CHECK,
    OWN_WORK,
    UNIT_CONFLICT,
    WRONG_YEAR,
    ActionRefused,
    refuse,
)
from disclosures.steps import (
    record,
    refusing_what_cannot_be_stored,
    require,
    require_state,
    step,
)
from disclosures.store import assemble, save_report
from disclosures.yearly import start_year
from fiscal import checks
from fiscal.codec import canonical_json
from fiscal.explaining import unanswered
from fiscal.finding import Finding, Severity
from fiscal.report import Report, UnitFacts
from performance.models import FIRST_YEAR, LAST_YEAR
from units import registry
from units.models import Unit, User
from units.reference_db import reference

__all__ = [
    "Consolidated", "Edited", "Seen", "apply_upload", "approve", "attach", "consolidate", "detach",
    "edit", "explain", "load", "publish", "receive", "separate", "start_year", "submit",
    "undo_upload",
]  # fmt: skip

_CONTENT_TYPES = {
    ".txt": "text/plain",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def receive(*, name: str, content: bytes, by: User, at: datetime) -> Upload:
    """Keep an original file, whatever it is, under its sha256. Every receipt is recorded."""
    require(by, Verb.RECEIVE, by.unit)
    kept = files.keep("originals", content)
    path = PureWindowsPath(name.replace("\x00", ""))  # knows both separators
    with transaction.atomic():
        upload = Upload.objects.create(
            name=path.name[-255:],
            sha256=kept.sha256,
            size=kept.size,
            content_type=_CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream"),
            file=kept.name,
            received_at=at,
            received_by=by,
        )
        Event.objects.create(verb=Verb.RECEIVE, upload=upload, by=by, at=at)
    return upload


def load(
    *,
    report: Report,
    by: User,
    at: datetime,
    upload: Upload | None = None,
    findings: Sequence[Finding] = (),
) -> Disclosure:
    """Make ``report`` the draft of its unit, year and kind; the unit is made when new.

    ``findings`` are what the reader noticed; they are kept with the draft and, when it is
    published as imported, with the version.
    """
    if not FIRST_YEAR <= report.year <= LAST_YEAR:
        refuse(WRONG_YEAR, f"年度{report.year}不在{FIRST_YEAR}至{LAST_YEAR}之间", "year")
    with transaction.atomic(), refusing_what_cannot_be_stored():
        unit = _unit(report.unit, by)
        draft, _ = Disclosure.objects.select_for_update().get_or_create(
            unit=unit, year=report.year, kind=report.kind, defaults={"updated_at": at}
        )
        require_state(draft, State.DRAFT)
        save_report(draft, report)
        draft.upload = upload
        draft.import_findings = canonical_json(findings).decode()
        record(draft, Verb.LOAD, State.DRAFT, by, at, basis={"findings": list(findings)})
    return draft


def submit(
    *, disclosure: Disclosure, by: User, at: datetime, seen: Seen | None = None
) -> Disclosure:
    """Hand a draft, its totals filled, to the reviewer: whole, without an ERROR finding, every
    WARNING explained.

    ``seen`` is the check that somebody decided by, where it was a person: an older one is refused.
    """
    with step(Verb.SUBMIT, disclosure, (State.DRAFT, State.SUBMITTED), by, at) as locked:
        books = reference(locked.year)
        if seen and seen != Seen(locked.revision, rules_of(books)):
            refuse(OUTDATED_CHECK, "检查结果已过期，请重新查看后再提交")
        findings = checks.before_submitting(complete(locked, by, at), books)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        explained = set(locked.explanations.values_list("finding", flat=True))
        if refused := errors or unanswered(findings, explained):
            raise ActionRefused(refused)
    return locked


def approve(*, disclosure: Disclosure, by: User, at: datetime) -> Disclosure:
    """Agree to a submitted disclosure, which its submitter cannot (except a superuser)."""
    with step(Verb.APPROVE, disclosure, (State.SUBMITTED, State.APPROVED), by, at) as locked:
        submitted = locked.events.filter(verb=Verb.SUBMIT).latest("at", "pk")
        if submitted.by_id == by.pk and not by.is_superuser:
            refuse(OWN_WORK, "提交人不能审核自己提交的内容")
    return locked


def publish(*, disclosure: Disclosure, by: User, at: datetime, imported: bool = False) -> Version:
    """Freeze an approved disclosure as its next Version and have its files made.

    ``imported`` records what had been published elsewhere: straight from the draft, with every
    finding of the reader and of the checks, and none of them blocks or needs an explanation.
    """
    verb, start = (Verb.IMPORT, State.DRAFT) if imported else (Verb.PUBLISH, State.APPROVED)
    with step(verb, disclosure, (start, State.PUBLISHED), by, at) as locked:
        document = compose(
            assemble(locked),
            reference(locked.year),
            findings=locked.reader_findings() if imported else (),
            imported=imported,
            attachments=public_files(locked),
            explanations=[one.as_published() for one in locked.explanations.all()],
        )
        version = freeze(locked, document, by=by, at=at)
        # A broker that is down must not undo or hide a publication; files are made on demand.
        transaction.on_commit(lambda: _render(version), robust=True)
    return version


def _unit(facts: UnitFacts, by: User) -> Unit:
    """The unit of a file that ``by`` may load for, made when nobody knows it."""
    try:
        unit = registry.find(facts)
        require(by, Verb.LOAD, unit)
        return unit or registry.create(facts)
    except registry.UnitConflictError as conflict:
        refuse(UNIT_CONFLICT, str(conflict), "unit")


def _render(version: Version) -> None:
    # Imported late: the task pulls in the PDF engine, which deciding does not need.
    from disclosures.tasks import render_version

    render_version.delay(version.pk)
