"""S17: files that may hold personal data are told of, wherever somebody could publish them."""

from __future__ import annotations

from io import BytesIO

import docx
import openpyxl  # type: ignore[import-untyped]
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosures import actions
from disclosures.models import Attachment, Disclosure
from disclosures.private import suspected, suspects_of, text_of
from disclosures.tests.proof import AT, a_small_draft
from disclosures.tests.walking import approved, person
from fiscal.checks.slips import private_kinds
from units.models import Role
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db

IDENTITY, PHONE, CARD = "11010519491231002X", "13800138000", "4111111111111111"


def word(*runs: str) -> bytes:
    """A paragraph of runs, as an editor leaves them, and a table."""
    made, file = docx.Document(), BytesIO()
    paragraph = made.add_paragraph()
    for run in runs:
        paragraph.add_run(run).bold = len(paragraph.runs) % 2 == 0
    made.add_table(1, 2).cell(0, 1).text = "合计"
    made.save(file)
    return file.getvalue()


def excel(*values: object) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    book.active.append(list(values))
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (word("身份证", IDENTITY[:6], IDENTITY[6:]), ["身份证号"]),
        (word("电话", PHONE, "，账号", CARD), ["手机号", "银行账号"]),
        (word("项目编号110105194912310021"), []),
        (word("预算数1380", "万元，决算数1138万元"), []),
        (excel("张三", IDENTITY), ["身份证号"]),
        (excel("联系人", 13800138000), ["手机号"]),
        (excel("A", "=A1", 3800138000), []),
        (excel(1, 3, 800138000), []),
    ],
)
def test_numbers_are_found_whole_however_they_are_written(content: bytes, kinds: list[str]) -> None:
    assert private_kinds(text_of(content)) == kinds


# --- where it is told ------------------------------------------------------------------------


@pytest.fixture
def draft() -> Disclosure:
    unit = a_unit("105001", "水利局")
    return a_small_draft(unit, person(Role.OFFICER, unit))


def attached(draft: Disclosure, content: bytes, **differing: object) -> Attachment:
    given = {
        "project": None, "kind": "evidence", "title": "验收名单", "is_public": True,
        "name": "名单.docx", "by": person(Role.OFFICER, draft.unit), "at": AT, **differing,
    }  # fmt: skip
    return actions.attach(disclosure=draft, content=content, **given)  # type: ignore[arg-type]


def test_titles_are_looked_at_and_files_nobody_will_see_are_not(draft: Disclosure) -> None:
    attached(draft, word(IDENTITY), is_public=False)
    assert suspects_of([draft.pk]) == {draft.pk: []}
    named = attached(draft, word("无"), title=f"张三{PHONE}")
    (found,) = suspects_of([draft.pk])[draft.pk]
    assert (found.attachment, found.kinds) == (named, ("手机号",))
    named.title = "名单"
    assert suspected(named) is None


def test_who_adds_such_a_file_is_told_without_the_number(draft: Disclosure, client: Client) -> None:
    client.force_login(person(Role.OFFICER, draft.unit))
    sent = {
        "file": SimpleUploadedFile("名单.docx", word(IDENTITY)), "kind": "evidence",
        "title": "验收名单", "is_public": "1", "next": reverse("admin:desk_home", args=[draft.pk]),
    }  # fmt: skip
    page = client.post(reverse("admin:desk_attach", args=[draft.pk]), sent, follow=True)
    assert "附件“验收名单”疑似含有身份证号" in page.content.decode()
    assert IDENTITY not in page.content.decode()


def test_who_publishes_is_told_on_the_page_and_in_the_list(
    draft: Disclosure, client: Client
) -> None:
    attached(draft, word(PHONE))
    ready = approved(draft, AT)
    client.force_login(person(Role.REVIEWER))
    page = client.get(reverse("admin:desk_review", args=[ready.pk])).content.decode()
    assert "疑似含有手机号" in page
    assert (
        "附件疑似含个人信息"
        in client.get(reverse("admin:desk_bulk"), {"state": "approved"}).content.decode()
    )
    actions.publish(disclosure=ready, by=person(Role.REVIEWER), at=AT)
