"""Verbs for the files beside a draft's performance tables; ``disclosures.actions`` offers them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from disclosures import files
from disclosures.filetypes import UnfitFileError, safe_name, type_of
from disclosures.models import Attachment, Disclosure, Verb
from disclosures.record import append
from disclosures.refusal import UNFIT_FILE, refuse
from disclosures.steps import record, step
from fiscal.document import AttachedFile
from fiscal.edits import Change
from fiscal.report import Report
from performance.models import Project
from units.cleaning import clean_rows
from units.models import User

_NAME = re.compile(r"projects/\d+/name")


def attach(
    *,
    disclosure: Disclosure,
    project: Project | None,
    kind: str,
    title: str,
    is_public: bool,
    name: str,
    content: bytes,
    by: User,
    at: datetime,
) -> Attachment:
    """Keep a file beside a project's tables, or without ``project`` beside the unit's.

    The same file given again takes the new title, kind and mark.
    """
    with step(Verb.ATTACH, disclosure, by) as draft:
        try:
            file_type = type_of(name, content)
        except UnfitFileError as unfit:
            refuse(UNFIT_FILE, f"“{name[-60:]}”未能添加：{unfit}")
        kept = files.keep(files.ATTACHMENTS, content)
        found = Attachment.objects.filter(disclosure=draft, project=project, sha256=kept.sha256)
        attachment = found.first() or Attachment(
            disclosure=draft, project=project, sha256=kept.sha256, size=kept.size, file=kept.name
        )
        attachment.kind, attachment.is_public = kind, is_public
        attachment.name = safe_name(name, file_type)
        attachment.title = title.strip() or attachment.name
        attachment.content_type = file_type.content_type
        attachment.added_at, attachment.added_by = at, by
        clean_rows([("attachments", attachment)])
        attachment.save()
        record(draft, Verb.ATTACH, by, at, basis=_described(attachment))
    return attachment


def detach(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Take a file away from a draft. The event tells which it was; the content stays stored."""
    with step(Verb.DETACH, attachment.disclosure, by) as draft:
        described = _described(attachment)
        if attachment.delete()[0]:
            record(draft, Verb.DETACH, by, at, basis=described)


def note_reading(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Record that somebody fetched a file, which may be private."""
    append(
        verb=Verb.READ_ATTACHMENT,
        disclosure=attachment.disclosure,
        by=by,
        at=at,
        basis=_described(attachment),
    )


def public_files(disclosure: Disclosure) -> list[AttachedFile]:
    """The files marked public, as they are frozen with a version: the unit's, then by project."""
    marked = disclosure.attachments.filter(is_public=True).select_related("project")
    found = [
        AttachedFile(
            project=one.project.name if one.project else "",
            kind=one.get_kind_display(),
            title=one.title,
            name=one.name,
            content_type=one.content_type,
            size=one.size,
            sha256=one.sha256,
        )
        for one in marked
    ]
    return sorted(found, key=lambda file: (file.project, file.kind, file.title, file.sha256))


def follow_renames(draft: Disclosure, report: Report, changes: Iterable[Change]) -> None:
    """Take the files of a project along when its table gets another name in a saved draft."""
    names = {project.name for project in report.projects}
    for change in changes:
        if _NAME.fullmatch(change.path) and change.old not in names:
            attachments = draft.attachments.filter(project__name=change.old)
            attachments.update(project=Project.objects.get(unit=draft.unit, name=change.new))


def _described(attachment: Attachment) -> dict[str, object]:
    return {
        "project": attachment.project.name if attachment.project else None,
        "kind": attachment.kind,
        "title": attachment.title,
        "name": attachment.name,
        "is_public": attachment.is_public,
        "sha256": attachment.sha256,
    }
