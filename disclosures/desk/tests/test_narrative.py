"""The narrative: what is shown, what may be typed, and saving it without a script."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.desk.draft import Draft
from disclosures.desk.fields import Field
from disclosures.desk.story import Section, tell
from disclosures.desk.tests.desks import (
    AT,
    YEAR,
    a_draft,
    a_full_report,
    officer_of,
    root,
    sign_in,
    without_texts,
)
from disclosures.models import Disclosure, Verb
from disclosures.store import assemble
from fiscal.edits import Change
from fiscal.money import ZERO
from fiscal.narrative import narrative
from fiscal.report import TARGETS, Cell, Report, UnitFacts
from units.reference_db import reference

pytestmark = pytest.mark.django_db

REASON = "texts/s1.cmp.reason"


@pytest.fixture
def draft(client: Client) -> Disclosure:
    made = a_draft()
    sign_in(client, officer_of(made.unit))
    return made


def story(draft: Disclosure) -> dict[str, Section]:
    work = Draft(draft)
    return {one.id: one for one in tell(work.report, work.whole, work.reference)}


def fields(draft: Disclosure) -> dict[str, Field]:
    return {field.path: field for section in story(draft).values() for field in section.fields}


def post(client: Client, draft: Disclosure, section: str, **typed: str) -> Any:
    """Send the form of a section as the page shows it, with other values typed."""
    form = {"section": section}
    for field in story(draft)[section].fields:
        form |= {f"old:{field.path}": field.value, field.path: field.value}
    form |= typed
    return client.post(address(draft), form)


def address(draft: Disclosure) -> str:
    return reverse("admin:desk_narrative", args=[draft.pk])


def text_of(draft: Disclosure, key: str = "s1.cmp.reason") -> str:
    return assemble(draft).texts.get(key, "")


# --- what is shown -----------------------------------------------------------------------


def test_the_page_reads_like_the_published_text(draft: Disclosure) -> None:
    report = assemble(draft)
    printed = {one.id: one.text for one in narrative(report, reference(YEAR))}
    for section in story(draft).values():
        for block in section.blocks:
            for text in block.texts:
                runs = "".join(run.text + run.mark for run in text.runs)
                name = text.id.partition("#")[0]
                if "item" not in name and "multi4" not in name and name != "p1.1.body":
                    assert runs == printed[name]


def test_the_twelve_sections_and_the_two_of_the_unit_are_told(draft: Disclosure) -> None:
    sections = story(draft)
    assert list(sections) == ["p1.1", "p1.2", *(f"s{number}" for number in range(1, 13))]
    assert [one.part for one in sections.values() if one.part] == [
        "第一部分 单位概况", "第二部分 部门决算情况说明",
    ]  # fmt: skip


def test_a_computed_figure_says_where_it_comes_from(draft: Disclosure, client: Client) -> None:
    page = client.get(address(draft)).content.decode()
    assert 'href="#s1.cmp.pct.origin"' in page
    statement = reverse("admin:desk_statement", args=[draft.pk, "01"])
    assert f'href="{statement}#statements/01/grand_total_income/amount/last"' in page
    assert "上年01表“总计”" in page


def test_a_proposal_is_shown_while_nothing_is_typed(client: Client) -> None:
    report = without_texts(a_full_report(), "s9")
    line = report.statement("09").lines[0]
    nothing = {key: Cell(ZERO, ZERO) for key in line.cells}
    empty = replace(report.statement("09"), lines=(replace(line, cells=nothing),))
    draft = a_draft(replace(report, statements={**report.statements, "09": empty}))
    field = fields(draft)["texts/s9.abroad.content"]
    assert (field.value, field.proposal) == ("", "本单位无因公出国（境）费")
    sign_in(client, root())
    page = client.get(address(draft)).content.decode()
    assert 'placeholder="本单位无因公出国（境）费"' in page


def test_targets_have_no_narrative(client: Client) -> None:
    draft = a_draft(Report(UnitFacts("水利局", "B1"), YEAR, TARGETS))
    sign_in(client, root())
    assert client.get(address(draft)).status_code == 404


def test_what_somebody_typed_is_not_markup(draft: Disclosure, client: Client) -> None:
    post(client, draft, "s1", **{REASON: '<img src=x onerror="alert(1)">'})
    page = client.get(address(draft)).content.decode()
    assert "<img" not in page
    assert "&lt;img" in page


# --- saving without a script ---------------------------------------------------------------


def test_a_section_is_saved_and_shown_again(draft: Disclosure, client: Client) -> None:
    response = post(client, draft, "s1", **{REASON: "人员增加。；\r\n "})
    assert response.headers["Location"] == f"{address(draft)}#s1"
    assert text_of(draft) == "人员增加"
    event = draft.events.latest("pk")
    assert (event.verb, [one["path"] for one in event.changes]) == (Verb.EDIT, [REASON])


def test_what_was_not_typed_is_not_touched(draft: Disclosure, client: Client) -> None:
    before = assemble(draft)
    events = draft.events.count()
    for section in story(draft):
        assert post(client, draft, section).status_code == 302
    assert assemble(draft) == before
    assert draft.events.count() == events


def test_amounts_are_typed_in_wan_and_kept_in_yuan(draft: Disclosure, client: Client) -> None:
    post(client, draft, "s10", **{"procurement/total": "１,234.5678", "assets/area": "88.5"})
    report = assemble(draft)
    assert report.procurement.total == Decimal("12345678.00")
    assert report.assets.area == Decimal("88.50")


def test_counts_lists_and_paragraphs_are_read(draft: Disclosure, client: Client) -> None:
    offices = "办公室、人事科\r\n\r\n 财务科 "
    post(client, draft, "p1.2", **{"staff/active": "41", "organisation/offices": offices})
    post(client, draft, "p1.1", functions="（一）管水。\r\n\r\n（二）护水。\r\n")
    report = assemble(draft)
    assert report.staff.active == 41
    assert report.organisation.offices == ("办公室", "人事科", "财务科")
    assert report.functions == ("（一）管水。", "（二）护水。")


def test_the_nature_of_the_unit_changes_the_wording(draft: Disclosure, client: Client) -> None:
    assert "机关运行经费支出" in client.get(address(draft)).content.decode()
    post(client, draft, "s10", **{"unit/nature_group": "institution"})
    assert "（事业单位）公用经费支出" in client.get(address(draft)).content.decode()


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("procurement/total", "十二万"),
        ("procurement/total", "1.23456789"),
        ("assets/vice_minister", "-1"),
        ("assets/vice_minister", "1.5"),
    ],
)
def test_what_is_no_figure_is_given_back_with_the_reason(
    path: str, typed: str, draft: Disclosure, client: Client
) -> None:
    before = assemble(draft)
    response = post(client, draft, "s10", **{path: typed})
    assert response.status_code == 409
    page = response.content.decode()
    assert f'value="{typed}"' in page
    assert "没有保存" in page
    assert 'aria-invalid="true"' in page
    assert assemble(draft) == before


def test_a_faster_colleague_is_shown_and_both_values_are_kept(
    draft: Disclosure, client: Client
) -> None:
    mine = {
        "section": "s1", f"old:{REASON}": text_of(draft), REASON: "我的原因",
    }  # fmt: skip
    theirs = [Change(REASON, text_of(draft), "他的原因")]
    actions.edit(disclosure=draft, changes=theirs, by=root(), at=AT)
    response = client.post(address(draft), mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "root在10:30已改为“他的原因”" in page
    assert "我的原因</textarea>" in page
    assert text_of(draft) == "他的原因"
    again = client.post(address(draft), {**mine, f"old:{REASON}": "他的原因"})
    assert again.status_code == 302
    assert text_of(draft) == "我的原因"


def test_what_the_colleague_typed_may_be_taken(draft: Disclosure, client: Client) -> None:
    theirs = [Change(REASON, text_of(draft), "他的原因")]
    actions.edit(disclosure=draft, changes=theirs, by=root(), at=AT)
    taken = {"section": "s1", f"old:{REASON}": "他的原因", REASON: "我的原因", "take": REASON}
    assert client.post(address(draft), taken).status_code == 302
    assert text_of(draft) == "他的原因"


def test_only_fields_of_the_section_are_saved(draft: Disclosure, client: Client) -> None:
    foreign = {
        "section": "s1", "old:staff/active": "1", "staff/active": "99", "old:year": "", "year": "9",
    }  # fmt: skip
    before = assemble(draft)
    client.post(address(draft), foreign)
    client.post(address(draft), {**foreign, "section": "nothing"})
    assert assemble(draft) == before


def test_nothing_is_typed_in_what_was_handed_in(draft: Disclosure, client: Client) -> None:
    actions.submit(disclosure=draft, by=root(), at=AT)
    before = assemble(draft)
    response = post(client, draft, "s1", **{REASON: "太晚了"})
    assert response.status_code == 409
    assert assemble(draft) == before


# --- texts of last year ------------------------------------------------------------------


def test_a_text_of_last_year_is_marked_until_somebody_says_it_holds(client: Client) -> None:
    last = a_full_report(YEAR - 1)
    actions.publish(
        disclosure=actions.load(report=last, by=root(), at=AT), by=root(), at=AT, imported=True
    )
    text = last.texts["s1.cmp.reason"]
    report = a_full_report()
    draft = a_draft(replace(report, texts={**report.texts, "s1.cmp.reason": text}))
    sign_in(client, officer_of(draft.unit))
    before = client.get(address(draft)).content.decode()
    assert f'name="confirm" value="{REASON}"' in before
    form = {"section": "s1", f"old:{REASON}": text, REASON: text, "confirm": REASON}
    assert client.post(address(draft), form).status_code == 302
    after = client.get(address(draft)).content.decode()
    assert f'name="confirm" value="{REASON}"' not in after
    assert text_of(draft) == text


# --- what is required, what is proposed --------------------------------------------------


def test_a_required_reason_names_the_change_that_requires_it(client: Client) -> None:
    draft = a_draft(without_texts(a_full_report(), "s1.cmp"))
    sign_in(client, officer_of(draft.unit))
    demand = fields(draft)[REASON].demand
    assert re.fullmatch(r"变动[\d,.]+万元（[\d.]+%），须说明原因", demand)
    assert demand in client.get(address(draft)).content.decode()


def test_a_proposal_is_published_without_a_click(client: Client) -> None:
    draft = a_draft(replace(a_full_report(), texts={}))
    sign_in(client, officer_of(draft.unit))
    proposed = [one for one in fields(draft).values() if one.proposal and one.kind == "text"]
    assert proposed
    assert not any(one.is_missing for one in proposed)
    assert f'placeholder="{proposed[0].proposal}"' in client.get(address(draft)).content.decode()
    assert proposed[0].proposal in "".join(
        one.text for one in narrative(Draft(draft).whole, reference(YEAR))
    )


def test_everything_missing_is_listed_with_its_place(client: Client) -> None:
    report = without_texts(a_full_report(), "s1.cmp")
    draft = a_draft(replace(report, functions=()))
    sign_in(client, officer_of(draft.unit))
    page = client.get(address(draft)).content.decode()
    assert "全部2处" in page
    assert "一、比上年变化的主要原因" in page
