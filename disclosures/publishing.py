"""The verbs of the public: publish, withdraw, and open what is public again for a correction.

``disclosures.actions`` is where they are called.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from disclosures.attaching import public_files
from disclosures.compose import compose
from disclosures.freeze import freeze, frozen_as
from disclosures.models import Disclosure, Event, Verb, Version, Withdrawal
from disclosures.refusal import NOT_CLEARED, NOT_SIGNED, OWN_WORK, refuse
from disclosures.reviewing import (
    refuse_unsettled,
    signatures,
    stated,
    stated_in_public,
    submission,
)
from disclosures.signals import send_after_commit, version_published, version_withdrawn
from disclosures.steps import note, record, step
from disclosures.store import assemble
from fiscal.document import Document
from units.models import User
from units.reference_db import reference


def publish(*, disclosure: Disclosure, by: User, at: datetime, imported: bool = False) -> Version:
    """Freeze an approved disclosure as its next Version and have its files made.

    It must be signed and reviewed for secrets, and hold against the checks of this moment. Of
    two who publish at once, or a second click, one is refused: the row is locked.
    ``imported`` records what had been published elsewhere: straight from the draft, with every
    finding of the reader and of the checks, and none of them blocks or needs an explanation.
    """
    verb = Verb.IMPORT if imported else Verb.PUBLISH
    with step(verb, disclosure, by) as locked:
        if not imported:
            _refuse_unsigned(locked, by)
        document = _document(locked, imported)
        if not imported:
            refuse_unsettled(document.findings, [one.finding for one in document.explanations])
        version = freeze(locked, document, by=by, at=at)
        record(locked, verb, by, at, reason=document.correction, basis=frozen_as(version))
        # A broker that is down must not undo or hide a publication; files are made on demand.
        transaction.on_commit(lambda: _render(version), robust=True)
        send_after_commit(version_published, version)
    return version


def request_unlock(*, disclosure: Disclosure, reason: str, by: User, at: datetime) -> Disclosure:
    """Ask the reviewers to send back what they approved, or to open what is public."""
    why = stated(reason, "请写明申请理由")
    with step(Verb.ASK_UNLOCK, disclosure, by) as locked:
        note(locked, Verb.ASK_UNLOCK, by, at, reason=why)
    return locked


def revise(*, disclosure: Disclosure, reason: str, by: User, at: datetime) -> Disclosure:
    """Open what is public as the draft of its next version, which tells ``reason`` in public."""
    why = stated_in_public(reason, "请写明更正理由，它将随下一版公开")
    with step(Verb.REVISE, disclosure, by) as locked:
        record(locked, Verb.REVISE, by, at, reason=why)
    return locked


def withdraw(*, disclosure: Disclosure, reason: str, by: User, at: datetime) -> Disclosure:
    """Take every version of a disclosure from the public, which is told ``reason`` instead."""
    why = stated_in_public(reason, "请写明撤回理由，它将公开")
    with step(Verb.WITHDRAW, disclosure, by) as locked:
        shown = list(locked.versions.filter(withdrawal=None).order_by("number"))
        Withdrawal.objects.bulk_create(
            Withdrawal(version=version, reason=why, by=by, at=at) for version in shown
        )
        numbers = [version.number for version in shown]
        record(locked, Verb.WITHDRAW, by, at, reason=why, basis={"versions": numbers})
        for version in shown:
            send_after_commit(version_withdrawn, version)
    return locked


def correction(disclosure: Disclosure) -> str:
    """Why the next version is made: the reason of the last revision since the one before."""
    verbs = (Verb.REVISE, Verb.PUBLISH, Verb.IMPORT)
    last: Event | None = disclosure.events.filter(verb__in=verbs).order_by("pk").last()
    return last.reason if last and last.verb == Verb.REVISE else ""


def _refuse_unsigned(disclosure: Disclosure, by: User) -> None:
    given, submitted = signatures(disclosure), submission(disclosure)
    if given.signed is None:
        refuse(NOT_SIGNED, "单位负责人尚未审签，不能公开")
    if given.cleared is None:
        refuse(NOT_CLEARED, "尚未登记保密审查，不能公开")
    if submitted and submitted.by_id == by.pk:
        refuse(OWN_WORK, "提交人不能公开自己提交的内容")


def _document(disclosure: Disclosure, imported: bool) -> Document:
    return compose(
        assemble(disclosure),
        reference(disclosure.year),
        findings=disclosure.reader_findings() if imported else (),
        imported=imported,
        attachments=public_files(disclosure),
        explanations=[one.as_published() for one in disclosure.explanations.all()],
        correction=correction(disclosure),
    )


def _render(version: Version) -> None:
    # Imported late: the task pulls in the PDF engine, which deciding does not need.
    from disclosures.tasks import render_version

    render_version.delay(version.pk)
