"""The PDF: the same bytes every time, tagged, with bookmarks, landscape pages and no hole."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from disclosures.render.html import Imprint, render_page
from disclosures.render.pdf import render_pdf
from disclosures.tests import fictional
from disclosures.tests.paper import poppler, text_of_pdf

ROOT = Path(__file__).resolve().parents[2]
IMPRINT = Imprint(1, date(2025, 9, 1), "ab" * 32)


def small_page() -> str:
    """Text and one project: everything that may vary, in a fraction of the time."""
    document = fictional.document(projects=1)
    return render_page(replace(document, report=replace(document.report, statements={})), IMPRINT)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "document.pdf"
    page = render_page(fictional.document(fictional.remarks(), imported=True), IMPRINT)
    path.write_bytes(render_pdf(page))
    return path


def test_the_same_page_gives_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(small_page(), encoding="utf-8")
    code = (
        "import hashlib, pathlib, sys\n"
        "from disclosures.render.pdf import render_pdf\n"
        "page = pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')\n"
        "print(hashlib.sha256(render_pdf(page)).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code, page],
            cwd=ROOT, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_another_version_has_another_identity() -> None:
    page = small_page()
    assert render_pdf(page) != render_pdf(page.replace("第 1 版", "第 2 版"))


def test_it_is_tagged_titled_and_dated_by_its_publication(pdf: Path) -> None:
    facts = dict(re.findall(r"(?m)^(.+?):\s+(.*)$", poppler("pdfinfo", "-isodates", str(pdf))))
    assert facts["Title"] == "云溪县水利局2024年度部门决算公开说明"
    assert facts["Tagged"] == "yes"
    assert facts["CreationDate"].startswith("2025-09-01")
    assert 'pdfuaid:part="1"' in poppler("pdfinfo", "-meta", str(pdf))


def test_wide_tables_lie_across_the_page_and_text_stands_upright(pdf: Path) -> None:
    sizes = re.findall(r"size:\s+(\S+) x (\S+)", poppler("pdfinfo", "-l", "99", str(pdf)))
    wide = [float(width) > float(height) for width, height in sizes]
    assert not any(wide[:4])  # cover, contents, text
    assert sum(wide) >= 8
    assert not wide[-1]  # findings


def test_bookmarks_follow_the_headings(pdf: Path) -> None:
    outline = poppler("pdftohtml", "-xml", "-i", "-stdout", str(pdf)).partition("<outline>")[2]
    marks = re.findall(r"<item page=\"(\d+)\">(.*?)</item>", outline)
    titles = [title for _, title in marks]
    assert titles[:3] == [
        "云溪县水利局2024年度部门决算公开说明", "第一部分 单位概况", "一、主要职能",
    ]  # fmt: skip
    assert "收入支出决算总表" in titles
    assert "目录" not in titles
    pages = [int(page) for page, _ in marks]
    assert pages == sorted(pages)


def test_the_contents_name_the_page_on_which_a_part_begins(pdf: Path) -> None:
    contents = text_of_pdf(pdf, first=2, last=2)
    entries = dict(re.findall(r"(?m)^(.*\S) \.\s[\s.]*(\d+)$", contents))
    page = int(entries["第四部分 部门决算报表（见附表）"])
    assert "第四部分 部门决算报表（见附表）" in text_of_pdf(pdf, first=page, last=page)


def test_a_table_that_goes_on_repeats_its_head(pdf: Path) -> None:
    text = re.sub(r"\s", "", text_of_pdf(pdf))
    assert text.count("偏差原因分析及改进措施") > 3  # projects
    statements_by_code = 5  # 02 03 05 07 08
    assert text.count("功能分类科目编码") > statements_by_code


def test_no_heading_is_left_behind_by_its_table(pdf: Path) -> None:
    pages = poppler("pdftotext", "-raw", str(pdf), "-").split("\f")
    last_lines = [page.split("\n— ")[0].strip().split("\n")[-1] for page in pages if page.strip()]
    assert not [line for line in last_lines if re.search(r"表$|年度\)$|万元$", line)]


def test_pages_are_numbered_from_the_contents_on(pdf: Path) -> None:
    pages = poppler("pdftotext", "-raw", str(pdf), "-").split("\f")[:-1]
    assert "— 1 —" not in pages[0]
    assert all(f"— {number} —" in page for number, page in enumerate(pages[1:], 2))


def test_a_page_that_asks_for_a_file_does_not_get_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'geheim' }", encoding="utf-8")
    link = f'<link rel="stylesheet" href="{secret.as_uri()}">'
    page = small_page()
    assert render_pdf(page.replace("</head>", f"{link}</head>")) != b""
    path = tmp_path / "page.pdf"
    path.write_bytes(render_pdf(page.replace("</head>", f"{link}</head>")))
    assert "geheim" not in text_of_pdf(path)
