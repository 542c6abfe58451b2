"""Check files as they would be read, without any database."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from disclosures.checking import check, refused
from disclosures.management.report_findings import as_json, as_text, counts, has_errors
from disclosures.management.sources import contents
from disclosures.render.checkbook import render_check_xlsx
from disclosures.render.checkpage import render_check_page
from disclosures.render.checkreport import CheckReport

Reports = Sequence[CheckReport]


def _text(reports: Reports) -> str:
    if len(reports) == 1:
        return as_text(reports[0].findings)
    return "\n\n".join(f"{one.name}\n{as_text(one.findings)}" for one in reports)


def _json(reports: Reports) -> str:
    """The findings of one file; of several, a report each."""
    if len(reports) == 1:
        return as_json([finding.as_json() for finding in reports[0].findings])
    return as_json([report.as_json() for report in reports])


# Forms that hold all reports, and forms of which each report is a file.
TOGETHER: Mapping[str, Callable[[Reports], str]] = {"text": _text, "json": _json}
EACH: Mapping[str, Callable[[CheckReport], bytes]] = {
    "html": lambda report: render_check_page(report).encode(),
    "xlsx": render_check_xlsx,
}


class Command(BaseCommand):
    help = (
        "检查决算公开文件（.txt、.docx 或 .xlsx、.xls），不使用数据库。"
        "任何一个文件有错误时退出码为 1。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="要检查的文件")
        parser.add_argument(
            "--format", choices=(*TOGETHER, *EACH), default="text", help="报告的格式，默认 text"
        )
        parser.add_argument(
            "--output", type=Path, metavar="PATH",
            help="写入的文件；几个文件的 html、xlsx 报告写入这个目录",
        )  # fmt: skip

    def handle(
        self, *, files: list[Path], format: str, output: Path | None, **options: Any
    ) -> None:
        if format in EACH and output is None and (format == "xlsx" or len(files) > 1):
            raise CommandError("请用 --output 指定写入的位置", returncode=2)
        if format in EACH and len({path.name for path in files}) < len(files):
            raise CommandError("几个文件同名，报告会互相覆盖，请分开检查", returncode=2)
        reports = [_checked(path) for path in files]
        for path, content in _written(reports, format, output):
            if path is None:
                self.stdout.write(content.decode())
            else:
                _write(path, content)
                self.stdout.write(f"{path}：{len(content):,} 字节")
        wrong = [one for one in reports if has_errors(one.findings)]
        if wrong:
            told = "；".join(f"{one.name}：{counts(one.findings)}" for one in wrong)
            raise CommandError(told, returncode=1)


def _checked(path: Path) -> CheckReport:
    """The report of a file; one that cannot be opened gets a report that says so."""
    occasion = f"{timezone.localtime():%Y-%m-%d %H:%M} 检查"
    content, unopened = contents(path)
    if unopened:
        return refused(path.name, unopened, occasion)
    return check(path.name, content, occasion)


def _written(reports: Reports, format: str, output: Path | None) -> list[tuple[Path | None, bytes]]:
    """What is to be written where; None is standard output."""
    if format in TOGETHER:
        return [(output, TOGETHER[format](reports).encode())]
    if output is None or (len(reports) == 1 and not output.is_dir()):
        return [(output, EACH[format](report)) for report in reports]
    return [(output / f"{one.name}.检查报告.{format}", EACH[format](one)) for one in reports]


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{path}：无法写入（{error.strerror}）", returncode=1) from error
