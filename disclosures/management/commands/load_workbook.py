"""Put what a workbook carries into the draft of a unit and year."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from disclosures import actions, workbooks
from disclosures.management.console import console_user
from disclosures.management.report_findings import as_json, as_text, counts
from disclosures.management.sources import contents
from disclosures.models import Disclosure
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.workbooks import WorkbookReading
from fiscal import checks
from fiscal.edits import EditError
from fiscal.finding import Finding, error
from fiscal.report import FINAL_ACCOUNTS, Report, UnitFacts
from units.models import Unit
from units.reference_db import ReferenceNotLoadedError, reference

_LABELS = {
    "draft": "已载入草稿",
    "would load": "可以载入（试运行，未保存）",
    "refused": "未载入",
}


class Command(BaseCommand):
    help = "把工作簿（.xlsx 或 .xls：九张公开报表或填报模板）载入一个单位的草稿，其余部分不变。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="要载入的工作簿")
        parser.add_argument("--unit", required=True, metavar="NAME", help="单位名称（或代码）")
        parser.add_argument("--year", required=True, type=int, help="年度，例如 2024")
        parser.add_argument("--dry-run", action="store_true", help="只试运行，什么都不保存")
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="输出格式，默认 text"
        )

    def handle(
        self, *, file: Path, unit: str, year: int, dry_run: bool, format: str, **options: Any
    ) -> None:
        try:
            status, findings = _load(file, unit, year, dry_run=dry_run)
        except ReferenceNotLoadedError as missing:
            raise CommandError(str(missing), returncode=1) from missing
        if format == "json":
            shown: dict[str, object] = {"file": str(file), "status": status}
            shown |= {"unit": unit, "year": year}
            shown["findings"] = [finding.as_json() for finding in findings]
            self.stdout.write(as_json(shown))
        else:
            head = f"{file}：{_LABELS[status]} {unit} {year}年度"
            self.stdout.write("\n".join([head, as_text(findings), counts(findings)]))
        if status == "refused":
            raise CommandError(f"{file.name} 未载入", returncode=1)


def _load(file: Path, unit: str, year: int, *, dry_run: bool) -> tuple[str, tuple[Finding, ...]]:
    """What became of the file, with the findings of the reader and of the checks."""
    content, findings = contents(file)
    if findings:
        return "refused", findings
    facts = _facts(unit)
    reading = workbooks.read(file.name, content, reference, facts.name, year)
    if not reading.complete:
        return "refused", reading.findings
    try:
        with transaction.atomic():
            report = _record(file.name, content, reading, (facts, year), keep=not dry_run)
            transaction.set_rollback(dry_run)
    except ActionRefused as refusal:
        return "refused", (*refusal.findings, *reading.findings)
    except EditError as wrong:
        refused = [error("AC-07", problem.path, problem.message) for problem in wrong.problems]
        return "refused", (*refused, *reading.findings)
    found = (*reading.findings, *checks.run(report, reference(year)))
    return "would load" if dry_run else "draft", found


def _facts(name: str) -> UnitFacts:
    """The unit by its name or code; a new one by this name where there is none."""
    unit = Unit.objects.filter(name=name).first() or Unit.objects.filter(code=name).first()
    return UnitFacts(unit.name if unit else name)


def _record(
    name: str, content: bytes, reading: WorkbookReading, whose: tuple[UnitFacts, int], *, keep: bool
) -> Report:
    """The draft with what the workbook carries; the row is locked from reading it to saving it."""
    by, at = console_user(), timezone.now()
    facts, year = whose
    drafts = Disclosure.objects.select_for_update(of=("self",)).select_related("unit")
    draft = drafts.filter(unit__name=facts.name, year=year, kind=FINAL_ACCOUNTS).first()
    before = assemble(draft) if draft else Report(facts, year)
    report = workbooks.onto(before, reading)
    upload = actions.receive(name=name, content=content, by=by, at=at) if keep else None
    actions.load(report=report, by=by, at=at, upload=upload, findings=reading.findings)
    return report
