"""The PDF: the same bytes every time, tagged, with bookmarks, landscape pages and no hole."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import page as checker
import pikepdf
import pytest

from disclosures.render.article import article
from disclosures.render.html import render_page
from disclosures.render.imprint import Imprint
from disclosures.render.pdf import render_pdf
from disclosures.render.pdf_finish import Attached
from disclosures.tests import fictional
from disclosures.tests.paper import poppler, text_of_pdf
from fiscal.document import Document

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://example.org/units/105001/2024/v1/"
IMPRINT = Imprint(1, date(2025, 9, 1), "ab" * 32, "cd" * 32, ADDRESS, "https://example.org/verify/")
DATA = Attached("105001-2024.json", b'{"year":2024}', "application/json", "Source", "本版全部内容")
BOOK = Attached("105001-2024.xlsx", b"PK", "application/vnd.ms-excel", "Data", "报表")


def small_page() -> str:
    """Text and one project: everything that may vary, in a fraction of the time."""
    document = fictional.document(projects=1)
    return render_page(replace(document, report=replace(document.report, statements={})), IMPRINT)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "document.pdf"
    page = render_page(fictional.document(fictional.remarks(), imported=True), IMPRINT)
    path.write_bytes(render_pdf(page, [BOOK, DATA]))
    return path


@pytest.fixture(scope="module")
def opened(pdf: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(pdf) as file:
        yield file


def elements(opened: pikepdf.Pdf, *kinds: str) -> list[Any]:
    """Structure elements of these kinds, in the order of reading."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            if str(node.S) in kinds:
                found.append(node)
            walk(node.get("/K"))

    walk(opened.Root.StructTreeRoot.K)
    return found


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


def test_it_says_that_it_is_an_archive_and_accessible(opened: pikepdf.Pdf) -> None:
    told = opened.Root.Metadata.read_raw_bytes().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"
    assert str(opened.Root.Lang) == "zh-CN"
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert len(bytes(opened.trailer.ID[0])) == 16


def test_a_public_checker_finds_nothing(pdf: Path) -> None:
    for profile in (checker.ValidationProfile.PDF_UA_1, checker.ValidationProfile.PDF_A_3A):
        assert not checker.validate_pdf(pdf, profile=profile).failures


def test_data_and_workbook_are_inside_with_what_they_are_to_the_pages(opened: pikepdf.Pdf) -> None:
    inside = {str(file.UF): str(file.AFRelationship) for file in opened.Root.AF}
    assert inside == {"105001-2024.json": "/Source", "105001-2024.xlsx": "/Data"}
    assert opened.attachments["105001-2024.json"].get_file().read_bytes() == DATA.content
    assert opened.attachments["105001-2024.json"].get_file().mime_type == "application/json"


def test_every_heading_of_a_table_says_what_it_heads(opened: pikepdf.Pdf) -> None:
    headings = elements(opened, "/TH")
    scopes = {str(heading.A.Scope) for heading in headings}
    assert scopes == {"/Column", "/Row"}


def test_headings_go_down_one_level_at_a_time(opened: pikepdf.Pdf) -> None:
    levels = [int(str(one.S)[2]) for one in elements(opened, "/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_pictures_and_links_say_in_words_what_they_are(opened: pikepdf.Pdf) -> None:
    (code,) = elements(opened, "/Figure")
    assert ADDRESS in str(code.Alt)
    notes = [note for one in opened.pages for note in one.get("/Annots", ())]
    targets = {str(note.Contents) for note in notes}
    assert "第一部分 单位概况" in targets
    assert ADDRESS in {str(note.A.URI) for note in notes if "/A" in note}


def test_the_last_page_gives_digests_and_the_permanent_address(pdf: Path) -> None:
    text = "".join(text_of_pdf(pdf).split())
    for told in (IMPRINT.sha256, IMPRINT.sm3, ADDRESS):
        assert told in text


def test_a_line_has_twenty_eight_characters_and_a_page_twenty_two_lines(tmp_path: Path) -> None:
    text = small_page().replace("</article>", "<p>" + "决算公开" * 400 + "</p></article>")
    path = tmp_path / "full.pdf"
    path.write_bytes(render_pdf(text))
    pages = poppler("pdftotext", "-layout", str(path), "-").split("\f")
    lines = [
        [line.strip() for line in one.split("\n") if line.strip() and set(line) <= set(" 决算公开")]
        for one in pages
    ]
    full = max(lines, key=len)
    assert {len(line) for line in full[1:-1]} == {28}
    assert len(full) == 22


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
    entries = dict(re.findall(r"(?m)^(.*?\S)\s*·[\s·]*(\d+)$", contents))
    page = int(entries["第四部分 部门决算报表（见附表）"])
    assert "第四部分 部门决算报表（见附表）" in text_of_pdf(pdf, first=page, last=page)


def with_indicators(count: int) -> Document:
    document = fictional.document(projects=1)
    (project,) = document.report.projects
    indicators = sorted((project.indicators * 8)[:count], key=lambda one: one.level1)
    longer = replace(project, indicators=tuple(indicators))
    return replace(document, report=replace(document.report, statements={}, projects=(longer,)))


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a form that is longer than a page."""
    path = tmp_path_factory.mktemp("pdf") / "long.pdf"
    path.write_bytes(render_pdf(render_page(with_indicators(88), IMPRINT)))
    return path


def forms_of(long: Path) -> list[str]:
    """The text of each page that the long form is on."""
    pages = poppler("pdftotext", "-raw", str(long), "-").split("\f")
    found = [re.sub(r"\s", "", one) for one in pages]
    return [one for one in found if "佐证资料偏差原因分析及改进措施" in one]


def test_a_table_that_goes_on_repeats_its_head(long: Path) -> None:
    assert len(forms_of(long)) > 1


def test_a_label_of_rows_on_two_pages_stands_on_both(long: Path) -> None:
    assert all("年度绩效指标完成情况" in one for one in forms_of(long))


def test_what_goes_on_over_pages_is_as_accessible(long: Path) -> None:
    assert not checker.validate_pdf(long, profile=checker.ValidationProfile.PDF_UA_1).failures


def test_full_lines_end_at_the_same_margin_whatever_stands_in_them(tmp_path: Path) -> None:
    mixed = "本年收入1,741.71万元，其中：财政拨款1,693.16万元；" * 80
    path = tmp_path / "lines.pdf"
    path.write_bytes(render_pdf(small_page().replace("</article>", f"<p>{mixed}</p></article>")))
    pages = poppler("pdftotext", "-bbox", str(path), "-").split("<page ")
    told = max(pages, key=lambda page: page.count("1,741.71"))
    ends: dict[str, float] = {}
    for line, end in re.findall(r'yMin="([\d.]+)" xMax="([\d.]+)"', told):
        ends[line] = max(ends.get(line, 0), float(end))
    *full, _number = (ends[line] for line in sorted(ends, key=float))
    assert len(full) > 10
    margin = (210 - 26) * 72 / 25.4
    assert all(abs(end - margin) < 1 for end in full)


def test_no_heading_is_left_behind_by_its_table(pdf: Path) -> None:
    pages = poppler("pdftotext", "-raw", str(pdf), "-").split("\f")
    last_lines = [page.split("\n— ")[0].strip().split("\n")[-1] for page in pages if page.strip()]
    assert not [line for line in last_lines if re.search(r"表$|年度\)$|万元$", line)]


def test_a_finding_names_the_page_that_it_is_about(pdf: Path) -> None:
    findings = text_of_pdf(pdf).rpartition("检查结果")[2]
    assert re.search(r"第\d+页", findings)
    assert "查看原处" not in findings


def test_contents_that_fit_one_page_when_their_lines_stand_close_take_one(tmp_path: Path) -> None:
    path = tmp_path / "contents.pdf"
    document = fictional.document(fictional.remarks(), projects=12)
    path.write_bytes(render_pdf(render_page(document, IMPRINT)))
    assert re.search(r"检查结果\s*·[\s·]*\d+", text_of_pdf(path, first=2, last=2))


def fit_of_form(indicators: int) -> str:
    *_, form = (block.table for block in article(with_indicators(indicators)).blocks if block.table)
    return form.fit


def test_a_form_of_a_row_more_than_a_page_stands_on_one(tmp_path: Path) -> None:
    least = next(count for count in range(5, 30) if "tight" in fit_of_form(count))
    path = tmp_path / "full.pdf"
    path.write_bytes(render_pdf(render_page(with_indicators(least), IMPRINT)))
    assert len(forms_of(path)) == 1


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
