"""The only place where a disclosure changes state.

Every verb takes keywords, ``by`` whom and ``at`` what (aware) time, and does in one transaction:
lock, permission, state, work, event. It does all or, raising ``ActionRefused``, nothing.

Which verb leads from where to where stands in ``disclosures.flow``, who may do it where in
``units.permissions``. Verbs on drafts, of the review and of the public are next door; they are
called here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PureWindowsPath

from django.db import transaction

from disclosures import files
from disclosures.attaching import attach, detach
from disclosures.consolidation import Consolidated, consolidate, separate
from disclosures.drafting import Edited, apply_upload, edit, undo_upload
from disclosures.explaining import explain
from disclosures.freshness import Seen
from disclosures.models import Disclosure, Upload, Verb
from disclosures.publishing import publish, request_unlock, revise, withdraw
from disclosures.record import append
from disclosures.refusal import UNIT_CONFLICT, WRONG_YEAR, refuse
from disclosures.reviewing import (
    approve,
    clear_secrecy,
    mark_comment,
    recall,
    record_approval,
    send_back,
    sign_off,
    submit,
)
from disclosures.steps import record, refusing_what_cannot_be_stored, require, require_state
from disclosures.store import save_report
from disclosures.yearly import start_year
from fiscal.codec import canonical_json
from fiscal.finding import Finding
from fiscal.report import Report, UnitFacts
from performance.models import FIRST_YEAR, LAST_YEAR
from units import registry
from units.models import Unit, User

__all__ = [
    "Consolidated", "Edited", "Seen", "apply_upload", "approve", "attach", "clear_secrecy",
    "consolidate", "detach", "edit", "explain", "load", "mark_comment", "publish", "recall",
    "receive", "record_approval", "request_unlock", "revise", "send_back", "separate", "sign_off",
    "start_year", "submit", "undo_upload", "withdraw",
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
        append(verb=Verb.RECEIVE, upload=upload, by=by, at=at, basis={"sha256": kept.sha256})
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
        require_state(draft, Verb.LOAD)
        save_report(draft, report)
        draft.upload = upload
        draft.import_findings = canonical_json(findings).decode()
        record(draft, Verb.LOAD, by, at, basis={"findings": list(findings)})
    return draft


def _unit(facts: UnitFacts, by: User) -> Unit:
    """The unit of a file that ``by`` may load for, made when nobody knows it."""
    try:
        unit = registry.find(facts)
        require(by, Verb.LOAD, unit)
        return unit or registry.create(facts)
    except registry.UnitConflictError as conflict:
        refuse(UNIT_CONFLICT, str(conflict), "unit")
