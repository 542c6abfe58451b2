"""Check a file as it would be read, without any database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.management.report_findings import as_json, as_text, counts, has_errors
from disclosures.management.sources import check_source
from units.reference import shipped_reference


class Command(BaseCommand):
    help = "检查一份决算公开文件（.txt、.docx 或 .xlsx、.xls），不使用数据库。有错误时退出码为 1。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="要检查的文件")
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="输出格式，默认 text"
        )

    def handle(self, *, file: Path, format: str, **options: Any) -> None:
        findings = check_source(file, shipped_reference).findings
        if format == "json":
            self.stdout.write(as_json([finding.as_json() for finding in findings]))
        else:
            self.stdout.write(as_text(findings))
        if has_errors(findings):
            raise CommandError(f"{file.name}：{counts(findings)}", returncode=1)
