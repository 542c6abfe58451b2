"""From uploaded files to what they would put into a draft of a given unit and year."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from disclosures import workbooks
from disclosures.models import Disclosure
from disclosures.models.job import JobKind
from disclosures.placing import GROUPS, place
from disclosures.readers import READER_RULES, read
from disclosures.workbooks import WorkbookReading
from disclosures.workbooks.performance import PARTS
from fiscal.carry import next_year
from fiscal.codec import from_plain, to_plain
from fiscal.finding import Finding, Severity, error, warning
from fiscal.report import FINAL_ACCOUNTS, TARGETS, Report, UnitFacts
from units import registry
from units.models import Unit
from units.reference_db import reference

OTHER_YEAR, OTHER_UNIT, OTHER_KIND, TWICE, GAVE_UP = "UP-01", "UP-02", "UP-03", "UP-04", "UP-05"
NOTHING = "UP-06"
ERROR = Severity.ERROR
# A file of another unit, year or kind is the wrong file: nobody can wish to confirm it.
_WRONG_FILE = {OTHER_YEAR, OTHER_UNIT, OTHER_KIND, "WB-05"}

_WHOLE = ("functions", "other_matters", "terms", "unit_evaluation", "projects", "targets")
_TEXTS = ("functions", "other_matters", "organisation/", "staff/", "texts/")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

File = tuple[str, bytes]
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of the files of an upload.

    ``report`` holds the parts that they carry, None where there is none. ``carried`` are the
    addresses of what is to stand in the draft as it is there; ``stated`` of what a text says: of a
    line of a statement the amounts that are known, rounded as they are published.
    ``complete`` False: something could not be read and is named in ``findings``; at and below the
    addresses in ``doubtful`` it then empties nothing that the draft has.
    """

    report: Report | None
    carried: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    complete: bool = False
    doubtful: tuple[str, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Whether anybody may put this into the draft."""
        wrong = (one.rule in _WRONG_FILE and one.severity is ERROR for one in self.findings)
        return bool(self.places) and not any(wrong)

    @property
    def places(self) -> tuple[str, ...]:
        """All addresses at which the files have something."""
        return (*self.carried, *self.stated)

    def as_text(self) -> str:
        """JSON. What no database and no page can hold (NUL, half characters) becomes �."""
        return json.dumps(_storable(to_plain(self)), ensure_ascii=False)

    @classmethod
    def of_text(cls, text: str) -> Intake:
        return from_plain(cls, json.loads(text))


def _storable(plain: Any) -> Any:
    match plain:
        case str():
            return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", plain)
        case dict():
            return {_storable(name): _storable(part) for name, part in plain.items()}
        case list():
            return [_storable(part) for part in plain]
    return plain


def take_in(files: Sequence[File], disclosure: Disclosure, kind: str, step: Step) -> Intake:
    """Read all files as one. ``step`` is told what is being done before each of them."""
    whole = Intake(_blank(disclosure), complete=True)
    for number, (name, content) in enumerate(files, start=1):
        step(f"正在读取“{name}”（第{number}个，共{len(files)}个文件）")
        one = _read(name, content, disclosure, kind)
        if len(files) > 1:
            one = replace(one, findings=tuple(_named(name, item) for item in one.findings))
        whole = _together(whole, one, name)
    if whole.places:
        return whole
    nothing = () if whole.findings else (error(NOTHING, "", "文件中没有可取的内容"),)
    return Intake(None, findings=(*whole.findings, *nothing))


def _blank(disclosure: Disclosure) -> Report:
    unit = disclosure.unit
    return Report(UnitFacts(unit.name, unit.code), disclosure.year, disclosure.kind)


def _named(name: str, finding: Finding) -> Finding:
    return finding.at(f"{name} {finding.source}".rstrip())


def _read(name: str, content: bytes, disclosure: Disclosure, kind: str) -> Intake:
    found = _of_workbook if workbooks.is_workbook(content) else _of_document
    intake = found(name, content, disclosure, kind)
    if intake.report is None:
        return intake
    wrong = tuple(_wrong_file(intake.report, disclosure, kind))
    intake = replace(intake, findings=(*wrong, *intake.findings))
    if kind == JobKind.TEXTS:
        return _texts_of(intake, disclosure)
    return intake


def _of_workbook(name: str, content: bytes, disclosure: Disclosure, kind: str) -> Intake:
    unit, year = disclosure.unit.name, disclosure.year if kind == JobKind.WHOLE else None
    found: WorkbookReading = workbooks.read(name, content, reference, unit, year)
    report, carried = found.report, tuple(sorted(found.carried))
    if report is not None and found.carried <= PARTS:  # it does not say what it discloses
        report = replace(report, kind=disclosure.kind)
    doubtful = tuple(sorted(found.doubtful))
    return Intake(report, carried, (), found.findings, found.complete, doubtful)


def _of_document(name: str, content: bytes, disclosure: Disclosure, kind: str) -> Intake:
    """A document states facts and texts; what it does not state stays as it is in the draft."""
    found = read(name, content, reference)
    stated = tuple(_stated(found.report)) if found.report else ()
    if found.report and found.complete and found.report.kind == FINAL_ACCOUNTS:
        stated += ("unit/nature_group",)  # which of two paragraphs there is
    unread = {one.where for one in found.findings if one.rule in READER_RULES and one.where}
    return Intake(found.report, (), stated, found.findings, found.complete, tuple(sorted(unread)))


def _stated(report: Report) -> Iterator[str]:
    for number, statement in report.statements.items():
        if not statement.lines:
            yield f"statements/{number}"
        yield from (f"statements/{number}/{line.key}" for line in statement.lines)
    for group in GROUPS:
        facts = getattr(report, group)
        yield from (
            f"{group}/{field.name}"
            for field in fields(facts)
            if getattr(facts, field.name) not in (None, ())
        )
    yield from (f"texts/{key}" for key in report.texts)
    yield from (name for name in _WHOLE if getattr(report, name))


def _texts_of(intake: Intake, disclosure: Disclosure) -> Intake:
    """Texts and organisation only; an earlier year's are brought forward as a new year's are."""
    report = intake.report
    if report is None:
        return intake
    if report.year < disclosure.year:
        report = next_year(report, disclosure.year, reference(disclosure.year))
    stated = tuple(path for path in _stated(report) if path.startswith(_TEXTS))
    return replace(intake, report=report, carried=(), stated=stated)


# --- the right file? ---------------------------------------------------------------------


def _wrong_file(report: Report, disclosure: Disclosure, kind: str) -> Iterator[Finding]:
    year = disclosure.year
    if kind == JobKind.WHOLE and report.year != year:
        hint = "；上一年度的文件可选“只取文字和机构信息”" if report.year < year else ""
        yield error(OTHER_YEAR, "", f"文件是{report.year}年度的，不是{year}年度的{hint}")
    if kind == JobKind.TEXTS and report.year > year:
        yield error(OTHER_YEAR, "", f"文件是{report.year}年度的，晚于{year}年度")
    if report.kind == FINAL_ACCOUNTS and disclosure.kind == TARGETS:
        yield error(OTHER_KIND, "", "文件是决算公开说明，不是绩效目标表")
    if report.unit.name and report.unit.name != disclosure.unit.name:
        yield _other_unit(report.unit, disclosure.unit)


def _other_unit(facts: UnitFacts, unit: Unit) -> Finding:
    """Another unit of the register is a mistake, an unknown name perhaps only written otherwise."""
    try:
        known = registry.find(facts)
    except registry.UnitConflictError:
        known = None
    message = f"文件中的单位是“{facts.name}”，这里是“{unit.name}”"
    if known and known.pk != unit.pk:
        return error(OTHER_UNIT, "", message)
    return warning(OTHER_UNIT, "", f"{message}，请核对")


# --- several files -----------------------------------------------------------------------


def _together(whole: Intake, one: Intake, name: str) -> Intake:
    """Both; of a part that an earlier file has already, the earlier one's is kept and said so."""
    taken = [path for path in one.places if _overlaps(path, whole.places)]
    twice = tuple(
        error(TWICE, path, f"“{name}”中的{count}处内容前面的文件已经有了，取前面的")
        for path, count in _by_part(taken)
    )
    added = replace(
        one,
        carried=tuple(path for path in one.carried if path not in taken),
        stated=tuple(path for path in one.stated if path not in taken),
        doubtful=tuple(path for path in one.doubtful if not _overlaps(path, taken)),
    )
    return Intake(
        _placed(whole.report, added),
        (*whole.carried, *added.carried),
        (*whole.stated, *added.stated),
        (*whole.findings, *twice, *one.findings),
        whole.complete and one.complete and not twice,
        (*whole.doubtful, *added.doubtful),
    )


def _placed(report: Report | None, added: Intake) -> Report | None:
    if report is None or added.report is None:
        return report
    return place(report, added.report, added.carried, added.stated)


def _overlaps(path: str, others: Sequence[str]) -> bool:
    return any(
        f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/") for other in others
    )


def _by_part(paths: Sequence[str]) -> list[tuple[str, int]]:
    parts = ["/".join(path.split("/")[: 1 + path.startswith("statements/")]) for path in paths]
    return [(part, parts.count(part)) for part in dict.fromkeys(parts)]
