"""Load files as drafts of their units, or as documents that were published before."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from disclosures import actions
from disclosures.management.console import console_user
from disclosures.management.report_findings import as_json, as_text, counts
from disclosures.management.sources import Source, read_source
from disclosures.refusal import ActionRefused
from fiscal.finding import Finding
from fiscal.report import Report
from units.reference_db import ReferenceNotLoadedError, reference


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: ``draft``, ``published``, ``would load`` or ``refused``."""

    source: Source
    status: str
    findings: tuple[Finding, ...]
    url: str = ""

    def as_json(self) -> dict[str, object]:
        report = self.source.report
        return {
            "file": str(self.source.path),
            "status": self.status,
            "unit": report.unit.name if report else "",
            "year": report.year if report else None,
            "url": self.url,
            "findings": [finding.as_json() for finding in self.findings],
        }


_LABELS = {
    "draft": "已载入为草稿",
    "published": "已补录为公开版本",
    "would load": "可以载入（试运行，未保存）",
    "refused": "未载入",
}


class Command(BaseCommand):
    help = "载入决算公开文件（.txt 或 .docx）为各单位的草稿；每个文件要么全部载入，要么全不载入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="要载入的文件")
        parser.add_argument("--dry-run", action="store_true", help="只试运行，什么都不保存")
        parser.add_argument(
            "--publish", action="store_true", help="文件此前已经公开：补录为公开版本，保留原文件"
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="输出格式，默认 text"
        )

    def handle(
        self, *, files: list[Path], dry_run: bool, publish: bool, format: str, **options: Any
    ) -> None:
        outcomes: list[dict[str, object]] = []
        refused = 0
        for path in files:
            try:
                outcome = _load(path, dry_run=dry_run, publish=publish)
            except ReferenceNotLoadedError as error:
                raise CommandError(str(error), returncode=1) from error
            refused += outcome.status == "refused"
            if format == "json":
                outcomes.append(outcome.as_json())
            else:
                self.stdout.write(_as_text(outcome))
        if format == "json":
            self.stdout.write(as_json(outcomes))
        if refused:
            raise CommandError(f"{len(files)} 个文件中有 {refused} 个未载入", returncode=1)


def _load(path: Path, *, dry_run: bool, publish: bool) -> Outcome:
    source = read_source(path, reference)
    if source.report is None:
        return Outcome(source, "refused", source.findings)
    try:
        _rehearse(source, source.report)
        if dry_run:
            return Outcome(source, "would load", source.findings)
        return _record(source, source.report, publish=publish)
    except ActionRefused as refusal:
        return Outcome(source, "refused", (*refusal.findings, *source.findings))


def _rehearse(source: Source, report: Report) -> None:
    """Load and take it back: raises what the real load would, before a file is kept."""
    with transaction.atomic():
        actions.load(report=report, by=console_user(), at=timezone.now(), findings=source.reading)
        transaction.set_rollback(True)


@transaction.atomic
def _record(source: Source, report: Report, *, publish: bool) -> Outcome:
    by, at = console_user(), timezone.now()
    upload = actions.receive(name=source.path.name, content=source.content, by=by, at=at)
    disclosure = actions.load(report=report, by=by, at=at, upload=upload, findings=source.reading)
    outcome = Outcome(source, "draft", source.findings)
    if not publish:
        return outcome
    version = actions.publish(disclosure=disclosure, by=by, at=at, imported=True)
    return replace(outcome, status="published", url=version.get_absolute_url())


def _as_text(outcome: Outcome) -> str:
    report = outcome.source.report
    subject = f"{report.unit.name} {report.year}年度" if report else ""
    head = f"{outcome.source.path}：{_LABELS[outcome.status]} {subject}".rstrip()
    lines = [head, as_text(outcome.findings), counts(outcome.findings)]
    return "\n".join([*lines, f"地址：{outcome.url}"] if outcome.url else lines) + "\n"
