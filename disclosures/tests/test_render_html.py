"""The article of the portal's page and the file that stands alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from lxml import html  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from disclosures.render.anchors import anchor_of
from disclosures.render.article import article
from disclosures.render.html import render_page
from disclosures.render.imprint import Imprint
from disclosures.tests import fictional
from disclosures.tests.screens import on_screen
from fiscal.document import Document, Explanation
from fiscal.finding import warning
from fiscal.money import format_amount
from fiscal.report import TARGETS, ProjectTarget, Report, UnitFacts
from fiscal.statements import DECLARATIONS

ADDRESS = "https://example.org/units/1/2024/v2/"
IMPRINT = Imprint(2, date(2025, 9, 1), "ab" * 32, "cd" * 32, ADDRESS, "https://example.org/verify/")


def parsed(document: Document) -> HtmlElement:
    return html.fromstring(on_screen(document))


def test_headings_go_from_the_title_down_without_a_gap() -> None:
    tree = parsed(fictional.document())
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_title_is_split_for_the_cover_but_reads_as_one() -> None:
    title = parsed(fictional.document()).get_element_by_id("title")
    assert [line.text_content() for line in title] == [fictional.UNIT, "2024年度部门决算公开说明"]
    assert title.text_content() == "云溪县水利局2024年度部门决算公开说明"


def test_every_entry_of_the_contents_leads_to_a_heading() -> None:
    tree = parsed(fictional.document(fictional.remarks()))
    headings = {
        heading.get("id"): heading.text_content() for heading in tree.xpath("//h2|//h3|//h4")
    }
    entries = [
        (one.get("href").removeprefix("#"), one.text_content()) for one in tree.xpath("//nav//a")
    ]
    assert {target for target, _ in entries} == set(headings)
    assert all(text in headings[target] for target, text in entries)


def test_forms_of_one_kind_stand_in_the_contents_by_their_names_below_their_title() -> None:
    contents = article(fictional.document()).contents
    texts = [entry.text for entry in contents]
    at = texts.index("项目支出绩效自评表")
    title, *names = contents[at : at + 4]
    assert [one.text for one in names] == [
        project.name for project in fictional.document().report.projects
    ]
    assert {one.level for one in names} == {title.level + 1}
    assert not [text for text in texts if "项目支出绩效自评表：" in text]


def test_a_single_form_stands_in_the_contents_as_it_is_headed() -> None:
    made = article(fictional.document(projects=1))
    (form,) = [block for block in made.blocks if block.id == "projects/0"]
    assert form.text in [entry.text for entry in made.contents]


def test_ids_are_unique_and_without_white_space() -> None:
    ids = parsed(fictional.document(fictional.remarks())).xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not [found for found in ids if re.search(r"\s", found)]


def test_evaluation_tables_follow_section_eleven_and_statements_close_the_document() -> None:
    blocks = article(fictional.document()).blocks
    order = [block.id for block in blocks]
    tables = [block.id for block in blocks if block.table or block.overview]
    assert tables == [
        "projects", "unit_evaluation", "projects/0", "projects/1", "projects/2",
        *(f"statements/{declaration.number}" for declaration in DECLARATIONS),
    ]  # fmt: skip
    assert order.index("s11.body") + 1 == order.index("projects")
    assert order[order.index("projects/2") + 1] == "s12"
    assert order[-1] == "statements/09"


def test_a_figure_can_be_addressed_by_its_place_in_the_report() -> None:
    tree = parsed(fictional.document())
    amount = fictional.report().amount("05", "2130301", "total")
    assert amount is not None
    cell = tree.get_element_by_id("statements/05/2130301/total")
    assert cell.text == format_amount(amount)
    assert tree.get_element_by_id("projects/1/indicators/0/rate").text == "100.05%"
    assert tree.get_element_by_id("s5.3.item#2130301").text_content().startswith("支出决算数为")


def test_headings_of_tables_are_header_cells_with_a_scope() -> None:
    tree = parsed(fictional.document())
    assert {cell.get("scope") for cell in tree.xpath("//th")} == {"col", "row"}
    indicators = tree.xpath("//section[h4[@id='projects/0']]//table")[-1]
    head = [cell.text_content() for cell in indicators.xpath("./thead//th")]
    assert head[:3] == ["一级指标", "二级指标", "三级指标"]
    assert len(head) == 13


def test_rows_that_add_up_others_are_told_apart() -> None:
    tree = parsed(fictional.document())
    (statement,) = tree.xpath("//table[@aria-labelledby='statements/01']")
    totals = [row[0].text_content() for row in statement.xpath(".//tr[@class='total']")]
    assert totals == ["本年收入合计", "总计"]


def test_spans_stay_inside_head_and_body() -> None:
    for group in parsed(fictional.document()).xpath("//thead|//tbody"):
        rows = group.xpath("./tr")
        for index, row in enumerate(rows):
            for cell in row:
                assert index + int(cell.get("rowspan", 1)) <= len(rows)


def test_column_widths_are_classes_and_fill_the_table() -> None:
    for columns in parsed(fictional.document()).xpath("//colgroup"):
        widths = [int(column.get("class").removeprefix("w-")) for column in columns]
        assert sum(widths) == 100
        assert min(widths) >= 2


def test_nothing_needs_a_loose_content_security_policy() -> None:
    tree = parsed(fictional.document(fictional.remarks(), imported=True))
    assert not tree.xpath("//script|//style|//@style|//@onclick|//img|//iframe")


def test_free_text_cannot_smuggle_in_a_tag() -> None:
    document = fictional.document([warning("TX-02", "", fictional.HOSTILE)])
    text = on_screen(document)
    assert "<script" not in text
    assert text.count("因&lt;script&gt;alert(1)&lt;/script&gt;与“R&amp;D”调整") == 2


def test_a_hostile_line_key_stays_inside_its_attribute() -> None:
    report = fictional.report()
    line = replace(report.statements["05"].lines[1], key='"><script>x</script>')
    statement = replace(report.statements["05"], lines=(line,))
    document = replace(fictional.document(), report=replace(report, statements={"05": statement}))
    assert "<script" not in on_screen(document)


def test_findings_link_to_the_place_they_are_about() -> None:
    tree = parsed(fictional.document(fictional.remarks()))
    rows = tree.xpath("//section[@class='findings']//tbody/tr")
    assert [row.xpath("./td[last()]/a/@href") for row in rows] == [
        ["#statements/05/2130301/total"], ["#s1.cmp"], [],
    ]  # fmt: skip
    assert [row[1].text for row in rows] == ["错误", "警告", "警告"]
    assert rows[2][3].text_content().strip() == "第1行"


def test_findings_link_to_their_rules_where_there_are_pages() -> None:
    document = fictional.document(fictional.remarks())
    links = parsed(document).xpath("//section[@class='findings']//tbody//td[1]/a/@href")
    assert links == [f"/rules/#{finding.rule}" for finding in document.findings]
    assert "/rules/" not in render_page(document)


def test_an_explanation_stands_beside_its_warning() -> None:
    document = fictional.document(fictional.remarks())
    warned = document.findings[1]
    said = Explanation(warned.rule, warned.fingerprint, "因主管部门年中追加任务")
    page = on_screen(replace(document, explanations=(said,), passed=("ST-01", "ST-02")))
    rows = html.fromstring(page).xpath("//section[@class='findings']//tbody/tr")
    texts = ["".join(row.itertext()) for row in rows]
    assert [said.text in text for text in texts] == [False, True, False]
    assert "另有 2 条" in page


def test_a_document_frozen_without_passed_rules_says_nothing_of_them() -> None:
    assert "另有" not in on_screen(fictional.document(fictional.remarks()))


def test_a_finding_about_a_row_links_to_its_first_figure() -> None:
    row = warning("PE-25", "projects/1/indicators/2", "业绩值与文字不符")
    hidden = warning("PE-26", "projects/1/department", "主管部门不符")
    remarks = article(fictional.document([row, hidden])).remarks
    assert [remark.target for remark in remarks] == [
        "projects/1/indicators/2/weight", "projects/1",
    ]  # fmt: skip


def test_text_addresses_become_paragraph_ids() -> None:
    assert anchor_of("texts/s5.3.item.reason#2010301") == "s5.3.item#2010301"
    assert anchor_of("texts/s9.body.abroad_reason") == "s9.body"


def test_a_clean_document_has_no_findings_block_and_an_imported_one_always_has() -> None:
    assert not parsed(fictional.document()).xpath("//section[@class='findings']")
    tree = parsed(fictional.document(imported=True))
    assert "未发现问题" in tree.xpath("//section[@class='findings']")[0].text_content()
    assert "此前已由单位公开" in tree.xpath("//p[@class='note']")[0].text_content()


def test_a_document_of_targets_has_a_title_and_its_tables() -> None:
    target = ProjectTarget(
        unit_name=fictional.UNIT,
        name="河道治理",
        leader="张三",
        total=None,
        fiscal=None,
        other=None,
        goal="治理河道",
        indicators=fictional.report().projects[0].indicators,
    )
    report = Report(UnitFacts(fictional.UNIT), 2024, kind=TARGETS, targets=(target,))
    tree = parsed(Document(report, (), (), "2026.1"))
    assert (
        tree.get_element_by_id("title").text_content() == "云溪县水利局2024年度项目支出绩效目标表"
    )
    assert tree.get_element_by_id("targets/0").text == "项目支出绩效目标表：河道治理"


def test_the_page_stands_alone_and_says_which_version_it_is() -> None:
    page = render_page(fictional.document(), IMPRINT)
    tree = html.fromstring(page)
    assert not tree.xpath("//link|//@src")
    assert "@page wide" in tree.xpath("//style[@media='print']")[0].text
    imprint = tree.xpath("//section[@class='imprint']")[0].text_content()
    assert "第 2 版" in imprint
    assert "2025年9月1日" in imprint
    assert "ab" * 32 in imprint


def test_the_page_of_a_draft_says_so() -> None:
    assert "草稿，尚未公开" in render_page(fictional.document())
    assert "草稿" not in render_page(fictional.document(), IMPRINT)
    assert "草稿" not in on_screen(fictional.document())


def test_a_printed_page_keeps_only_the_ids_that_something_links_to() -> None:
    page = html.fromstring(render_page(fictional.document(fictional.remarks())))
    assert page.xpath("//td/@id") == ["statements/05/2130301/total"]
