"""Looking whether the record and what it speaks of are as they were written.

Rows are taken a few at a time, files in pieces, so that memory does not grow with either. What
comes in meanwhile does no harm: an event and what it speaks of are written together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet

from disclosures.digests import sha256, sha256_of_all, sm3
from disclosures.files import ATTACHMENTS
from disclosures.freeze import copies, counted
from disclosures.models import (
    Attachment,
    Event,
    RecordHead,
    Rendition,
    Upload,
    Verb,
    Version,
    VersionFinding,
    Withdrawal,
)
from disclosures.record import digest_of
from disclosures.seal import SealError, is_genuine

ALTERED, MISSING, ADDED, MOVED = "altered", "missing", "added", "moved"
UNCHECKED = "unchecked"  # whoever had to be asked did not answer
LABELS = {
    ALTERED: "被改动",
    MISSING: "缺失",
    ADDED: "多出",
    MOVED: "顺序或衔接不符",
    UNCHECKED: "未能核对",
}
_AT_ONCE = 20  # payloads or events in memory
_PUBLISHING = (Verb.PUBLISH, Verb.IMPORT)


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` is one of the five above; ``where`` is ``event/7``, ``version/3`` (primary keys,
    of events the sequence), ``head`` or the name of a stored file."""

    kind: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{LABELS[self.kind]}：{self.where} {self.message}"


@dataclass(slots=True)
class Verification:
    """What was looked at; ``sequence`` and ``digest`` are where the chain ends.

    ``seals``: whether the seal service that is set is asked about its seals.
    """

    seals: bool = True
    checked: Counter[str] = field(default_factory=Counter)
    sequence: int = 0
    digest: str = ""

    def run(
        self, *, first: int = 1, files: bool = True, noted: tuple[int, str] | None = None
    ) -> Iterator[Fault]:
        """Every fault there is. ``first``: the sequence to begin with, what is before is trusted.

        ``noted`` is an end of the chain that was written down elsewhere, (sequence, digest): a
        chain that was made anew from there on does not hold it.
        """
        yield from self._chain(first)
        if noted and not Event.objects.filter(sequence=noted[0], digest=noted[1]).exists():
            yield Fault(MISSING, f"event/{noted[0]}", "记录中没有另行记下的这一条")
        yield from self._published()
        yield from self._versions(files=files)
        yield from self._withdrawals()
        yield from self._uploads()
        yield from self._renditions()
        if files:
            yield from self._files()

    # --- the chain ---

    def _chain(self, first: int) -> Iterator[Fault]:
        before = Event.objects.filter(sequence=first - 1).first()
        self.sequence, self.digest = first - 1, before.digest if before else ""
        for event in _events(first):
            yield from self._link(event)
            self.sequence, self.digest = event.sequence, event.digest
            self.checked["events"] += 1
        yield from self._end()

    def _link(self, event: Event) -> Iterator[Fault]:
        where, expected = f"event/{event.sequence}", self.sequence + 1
        if event.sequence != expected:
            yield Fault(MISSING, where, f"之前缺第{expected}至{event.sequence - 1}条")
        elif event.previous != self.digest:
            yield Fault(MOVED, where, "所记的上一条不是现在的上一条")
        if event.digest != digest_of(event):
            yield Fault(ALTERED, where, "内容与摘要不符")

    def _end(self) -> Iterator[Fault]:
        last = Event.objects.order_by("sequence").last()  # read before the head, which leads it
        head = RecordHead.objects.first() or RecordHead()
        end = last.sequence if last else 0
        if end > head.sequence:
            yield Fault(ADDED, f"event/{end}", f"末端只记到第{head.sequence}条")
        if self.sequence == head.sequence and self.digest != head.digest:
            yield Fault(ALTERED, "head", "末端的摘要不是最后一条的摘要")
        if end < head.sequence and not Event.objects.filter(sequence=head.sequence).exists():
            yield Fault(MISSING, "head", f"缺第{end + 1}至{head.sequence}条")

    # --- what it speaks of ---

    def _published(self) -> Iterator[Fault]:
        """Versions that events tell of and that are not there."""
        events = Event.objects.filter(verb__in=_PUBLISHING).order_by("sequence")
        rows = events.values_list("sequence", "disclosure_id", "basis")
        for chunk in _chunks(rows.iterator(chunk_size=_AT_ONCE)):
            versions = Version.objects.filter(disclosure__in=[row[1] for row in chunk])
            there = set(versions.values_list("disclosure_id", "number"))
            for sequence, disclosure, basis in chunk:
                if (disclosure, basis.get("version")) not in there:
                    number = basis.get("version")
                    yield Fault(MISSING, f"event/{sequence}", f"所公开的第{number}版不在")

    def _versions(self, *, files: bool) -> Iterator[Fault]:
        versions = Version.objects.order_by("pk").iterator(chunk_size=_AT_ONCE)
        for chunk in _chunks(versions):
            events = _by_version(chunk)
            digests, counts = _digests_of(chunk), _counts_of(chunk)
            for version in chunk:
                event = events.get((version.disclosure_id, version.number))
                before = digests.get((version.disclosure_id, version.number - 1), "")
                faults = list(_version(version, event, before, counts[version.pk]))
                yield from faults or self._seal(version)
                self.checked["versions"] += 1
                for file in version.attached_files() if files and not faults else ():
                    name = f"{ATTACHMENTS}/{file.sha256[:2]}/{file.sha256}"
                    yield from self._file(name, file.sha256)

    def _seal(self, version: Version) -> Iterator[Fault]:
        """What the service says of a seal; once it does not answer it is asked no more."""
        if not self.seals or not version.seal:
            return
        where = f"version/{version.pk}"
        try:
            if not is_genuine(version.sm3, version.seal):
                yield Fault(ALTERED, where, f"{version}的电子签章不是对其内容的签章")
        except SealError as failed:
            self.seals = False
            yield Fault(UNCHECKED, where, f"{version}及其后各版的电子签章：{failed}")

    def _withdrawals(self) -> Iterator[Fault]:
        stones = Withdrawal.objects.select_related("version").defer("version__payload")
        events = Event.objects.filter(verb=Verb.WITHDRAW)
        for stone in stones.order_by("pk").iterator(chunk_size=_AT_ONCE):
            self.checked["withdrawals"] += 1
            told = events.filter(
                disclosure=stone.version.disclosure_id, at=stone.at, by=stone.by_id,
                reason=stone.reason,
            )  # fmt: skip
            if not any(stone.version.number in event.basis.get("versions", ()) for event in told):
                yield Fault(ALTERED, f"withdrawal/{stone.pk}", "没有与之相符的记录")
        for event in events.order_by("sequence").iterator(chunk_size=_AT_ONCE):
            there = Withdrawal.objects.filter(version__disclosure=event.disclosure_id)
            numbers = set(there.values_list("version__number", flat=True))
            for number in sorted(set(event.basis.get("versions", ())) - numbers):
                yield Fault(MISSING, f"event/{event.sequence}", f"第{number}版的撤回不在")

    def _uploads(self) -> Iterator[Fault]:
        """Receipts that differ from what was received, either way."""
        receipts = Event.objects.filter(verb=Verb.RECEIVE).order_by("sequence")
        for event in receipts.select_related("upload").iterator(chunk_size=_AT_ONCE):
            upload = event.upload
            if upload is None or event.basis.get("sha256") != upload.sha256:
                yield Fault(ALTERED, f"event/{event.sequence}", "接收的文件与记录不符")
        added = Upload.objects.exclude(events__verb=Verb.RECEIVE).order_by("pk")
        for pk in added.values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE):
            yield Fault(ADDED, f"upload/{pk}", "没有接收记录")

    def _renditions(self) -> Iterator[Fault]:
        """Files made for the public that are not those of the record, either way."""
        made = Rendition.objects.select_related("version").defer("version__payload").order_by("pk")
        for chunk in _chunks(made.iterator(chunk_size=_AT_ONCE)):
            told = _rendered({one.version.disclosure_id for one in chunk})
            for one in chunk:
                event = told.get((one.version.disclosure_id, one.version.number, one.format))
                if event is None:
                    yield Fault(ADDED, f"rendition/{one.pk}", f"{one}没有生成记录")
                elif event.basis.get("sha256") != one.sha256:
                    yield Fault(ALTERED, f"rendition/{one.pk}", f"{one}与生成记录不符")
        events = Event.objects.filter(verb=Verb.RENDER).order_by("sequence")
        for told_of in _chunks(events.iterator(chunk_size=_AT_ONCE)):
            there = _there({event.disclosure_id or 0 for event in told_of})
            for event in told_of:
                if _key(event) not in there:
                    what = f"第{event.basis.get('version')}版的{event.basis.get('format')}不在"
                    yield Fault(MISSING, f"event/{event.sequence}", what)

    # --- files ---

    def _files(self) -> Iterator[Fault]:
        """What was received, attached and made for the public, against the digests of the rows."""
        tables: Sequence[type[Model]] = (Upload, Attachment, Rendition)
        for table in tables:
            kept: QuerySet[Any] = table._default_manager.order_by("pk")
            for name, digest in kept.values_list("file", "sha256").iterator(chunk_size=_AT_ONCE):
                yield from self._file(name, digest)

    def _file(self, name: str, digest: str) -> Iterator[Fault]:
        self.checked["files"] += 1
        try:
            with default_storage.open(name) as file:
                found = sha256_of_all(file.chunks())
        except FileNotFoundError:
            yield Fault(MISSING, name, "文件不在")
            return
        if found != digest:
            yield Fault(ALTERED, name, "文件内容与摘要不符")


def _events(first: int) -> Iterator[Event]:
    rows = Event.objects.filter(sequence__gte=first).order_by("sequence", "pk")
    return rows.iterator(chunk_size=_AT_ONCE)


def _by_version(versions: Sequence[Version]) -> dict[tuple[int, int], Event]:
    """The event by which each was published."""
    told = Event.objects.filter(
        verb__in=_PUBLISHING, disclosure__in={one.disclosure_id for one in versions}
    )
    return {(event.disclosure_id or 0, event.basis.get("version", 0)): event for event in told}


def _digests_of(versions: Iterable[Version]) -> dict[tuple[int, int], str]:
    """The sha256 of every version of the same disclosures."""
    same = Version.objects.filter(disclosure__in={one.disclosure_id for one in versions})
    rows = same.values_list("disclosure_id", "number", "sha256")
    return {(disclosure, number): digest for disclosure, number, digest in rows}


def _counts_of(versions: Iterable[Version]) -> dict[int, Counter[tuple[str, str]]]:
    """What public lists show of the findings of each, by its primary key."""
    counts: dict[int, Counter[tuple[str, str]]] = {one.pk: Counter() for one in versions}
    rows = VersionFinding.objects.filter(version__in=counts)
    for version, rule, severity, count in rows.values_list(
        "version_id", "rule", "severity", "count"
    ):
        counts[version][rule, severity] = count
    return counts


_Key = tuple[int, int, str]  # disclosure, number of the version, format


def _key(event: Event) -> _Key:
    return event.disclosure_id or 0, event.basis.get("version", 0), event.basis.get("format", "")


def _rendered(disclosures: Iterable[int]) -> dict[_Key, Event]:
    """The event by which each file for the public was made."""
    told = Event.objects.filter(verb=Verb.RENDER, disclosure__in=disclosures)
    return {_key(event): event for event in told}


def _there(disclosures: Iterable[int]) -> set[_Key]:
    """The files for the public that there are."""
    rows = Rendition.objects.filter(version__disclosure__in=disclosures)
    return set(rows.values_list("version__disclosure_id", "version__number", "format"))


def _version(
    version: Version, event: Event | None, before: str, counts: Counter[tuple[str, str]]
) -> Iterator[Fault]:
    where, payload = f"version/{version.pk}", version.payload.encode()
    if event is None:
        yield Fault(ADDED, where, f"{version}没有公开记录")
        return
    if version.previous != before:
        yield Fault(MOVED, where, f"{version}所记的上一版不符")
    if version.seal != event.basis.get("seal", ""):
        yield Fault(ALTERED, where, f"{version}的电子签章与公开记录不符")
    told = (event.basis.get("sha256"), event.basis.get("sm3"), event.at, event.by_id)
    if (sha256(payload), sm3(payload)) != (version.sha256, version.sm3):
        yield Fault(ALTERED, where, f"{version}的内容与摘要不符")
    elif told != (version.sha256, version.sm3, version.published_at, version.published_by_id):
        yield Fault(ALTERED, where, f"{version}与公开记录不符")
    elif differing := list(_differing(version, event, counts)):
        yield Fault(ALTERED, where, f"{version}的{'、'.join(differing)}与内容不符")


def _differing(version: Version, event: Event, counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """What lists show of a version and its document or the record say otherwise, in words."""
    document = version.document()
    shown = copies(document)
    if unit := event.basis.get("unit"):  # recorded since there are seals
        shown |= {"unit_code": unit["code"], "unit_name": unit["name"]}
    for name, value in shown.items():
        if getattr(version, name) != value:
            yield str(getattr(Version._meta.get_field(name), "verbose_name", name))
    if counts != counted(document):
        yield "检查结果的条数"


def _chunks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(rows, _AT_ONCE)):
        yield chunk
