"""Write a disclosure to a file: its latest published version, or the draft as it stands."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.compose import compose
from disclosures.models import Disclosure, Version
from disclosures.render.data import render_json
from disclosures.render.docx import render_docx
from disclosures.render.html import render_page
from disclosures.render.pdf import render_pdf
from disclosures.render.renditions import DOWNLOADS, imprint, make
from disclosures.render.text import render_text
from disclosures.render.xlsx import render_xlsx
from disclosures.store import assemble
from fiscal.document import Document
from units.models import Unit
from units.reference_db import ReferenceNotLoadedError, reference

_FORMATS = ("txt", "json", "html", "pdf", "docx", "xlsx")


class Command(BaseCommand):
    help = "导出一个单位某一年度的决算公开。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, metavar="NAME", help="单位名称（或代码）")
        parser.add_argument("--year", required=True, type=int, help="年度，例如 2024")
        parser.add_argument("--format", required=True, choices=_FORMATS, help="文件格式")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE", help="写入的文件")
        parser.add_argument("--draft", action="store_true", help="导出草稿，而不是最新公开版本")

    def handle(
        self, *, unit: str, year: int, format: str, output: Path, draft: bool, **options: Any
    ) -> None:
        found = Unit.objects.filter(name=unit).first() or Unit.objects.filter(code=unit).first()
        if found is None:
            raise CommandError(f"没有名为“{unit}”的单位", returncode=1)
        try:
            content = _draft(found, year, format) if draft else _published(found, year, format)
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}：无法写入（{error.strerror}）", returncode=1) from error
        except ReferenceNotLoadedError as error:
            raise CommandError(str(error), returncode=1) from error
        self.stdout.write(f"{output}：{len(content):,} 字节")


def _published(unit: Unit, year: int, format: str) -> bytes:
    """The final accounts, or the targets where there is nothing else."""
    versions = Version.objects.filter(disclosure__unit=unit, year=year)
    version = versions.order_by("kind", "-number").first()
    if version is None:
        raise CommandError(f"“{unit}”{year}年度没有公开版本", returncode=1)
    if format not in DOWNLOADS:
        return render_page(version.document(), imprint(version)).encode()
    with make(version, format).file.open() as file:
        content: bytes = file.read()
    return content


def _draft(unit: Unit, year: int, format: str) -> bytes:
    disclosure = Disclosure.objects.filter(unit=unit, year=year).order_by("kind").first()
    if disclosure is None:
        raise CommandError(f"“{unit}”{year}年度没有草稿", returncode=1)
    document = compose(assemble(disclosure), reference(year), disclosure.reader_findings())
    return _rendered(document, format)


def _rendered(document: Document, format: str) -> bytes:
    match format:
        case "txt":
            return render_text(document).encode()
        case "json":
            return render_json(document)
        case "html":
            return render_page(document).encode()
        case "docx":
            return render_docx(document)
        case "xlsx":
            return render_xlsx(document)
        case _:
            return render_pdf(render_page(document))
