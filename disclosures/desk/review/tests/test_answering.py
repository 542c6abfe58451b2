"""A returned draft: its comments come first, and stand at the very place they are about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from disclosures import actions
from disclosures.desk.deadlines import due_on
from disclosures.desk.draft import Draft
from disclosures.desk.links import url_of
from disclosures.desk.tests.desks import AT, YEAR, a_draft, sign_in
from disclosures.models import Comment, Disclosure, State, Verb
from disclosures.store import assemble
from disclosures.tests.explaining import submitted
from disclosures.tests.walking import person
from units.models import ReferenceItem, Role, User

pytestmark = pytest.mark.django_db

CELL, SECTION, TEXT = "statements/01/income_other/amount/this", "texts/s3", "texts/s1.cmp.reason"
SAID = {CELL: "与明细账不符", SECTION: "本节偏简略", TEXT: "原因没有说清"}
HOME = f"{reverse('admin:index')}?year={YEAR}"


@pytest.fixture
def draft() -> Disclosure:
    return a_draft()


@pytest.fixture
def officer(draft: Disclosure) -> User:
    return person(Role.OFFICER, draft.unit)


@pytest.fixture
def returned(draft: Disclosure, officer: User) -> Disclosure:
    submitted(draft, officer, AT)
    return actions.send_back(
        disclosure=draft, reason="三处须改", comments=list(SAID.items()), by=person(Role.REVIEWER),
        at=AT,
    )  # fmt: skip


def text_of(client: Client, name: str, *of: object) -> str:
    return client.get(reverse(f"admin:desk_{name}", args=of)).content.decode()


def test_the_next_step_of_a_returned_draft_is_its_first_open_comment(
    returned: Disclosure, officer: User, client: Client
) -> None:
    sign_in(client, officer)
    for page in (HOME, reverse("admin:desk_home", args=[returned.pk])):
        step = client.get(page).context["work"].step
        assert step.text.startswith("处理意见（3条未处理），第一条：01")
        assert step.url == url_of(returned, CELL)
    first, *others = returned.comments.all()
    actions.mark_comment(comment=first, done=True, by=officer, at=AT)
    assert "（2条未处理）" in client.get(HOME).context["work"].step.text
    for one in others:
        actions.mark_comment(comment=one, done=True, by=officer, at=AT)
    assert client.get(HOME).context["work"].step.submits


@pytest.mark.fires("AC-23")
def test_handing_in_again_over_open_comments_is_asked_about_and_recorded(
    returned: Disclosure, officer: User, client: Client
) -> None:
    sign_in(client, officer)
    first, *others = returned.comments.all()
    actions.mark_comment(comment=first, done=True, by=officer, at=AT)
    home = text_of(client, "home", returned.pk)
    assert "还有2条意见没有标为“已处理”" in home
    returned.refresh_from_db()
    shown = {"revision": returned.revision, "rules": Draft(returned).rules}
    submit = reverse("admin:desk_submit", args=[returned.pk])
    refused = client.post(submit, shown)
    assert refused.status_code == 409
    assert "还有2条审核意见没有标为已处理" in refused.content.decode()
    assert client.post(submit, shown | {"despite_comments": "1"}).status_code == 302
    returned.refresh_from_db()
    assert returned.state == State.SUBMITTED
    event = returned.events.filter(verb=Verb.SUBMIT).latest("pk")
    assert event.basis == {"open_comments": len(others)}


@pytest.mark.spares("AC-23")
def test_handing_in_again_with_every_comment_ticked_off_asks_nothing(
    returned: Disclosure, officer: User, client: Client
) -> None:
    sign_in(client, officer)
    for one in returned.comments.all():
        actions.mark_comment(comment=one, done=True, by=officer, at=AT)
    returned.refresh_from_db()
    assert "没有标为" not in text_of(client, "home", returned.pk)
    shown = {"revision": returned.revision, "rules": Draft(returned).rules}
    assert client.post(reverse("admin:desk_submit", args=[returned.pk]), shown).status_code == 302
    assert returned.events.filter(verb=Verb.SUBMIT).latest("pk").basis == {}


def test_a_comment_stands_at_its_cell_until_it_is_ticked_off(
    returned: Disclosure, officer: User, client: Client
) -> None:
    sign_in(client, officer)
    comment = Comment.objects.get(where=CELL)
    mark = f'href="#comment-{comment.pk}"'
    sheet = text_of(client, "statement", returned.pk, "01")
    assert sheet.count('class="pin"') == 1
    cell = sheet[sheet.index('id="statements/01/income_other/amount"') :]
    assert mark in cell[: cell.index("</td>")]
    actions.mark_comment(comment=comment, done=True, by=officer, at=AT)
    assert 'class="pin"' not in text_of(client, "statement", returned.pk, "01")


def test_comments_on_the_text_stand_at_their_section_and_their_field(
    returned: Disclosure, officer: User, client: Client
) -> None:
    sign_in(client, officer)
    page = text_of(client, "narrative", returned.pk)
    assert page.count('class="pinned-here"') == 2
    section = page[page.index('id="texts/s3"') :]
    assert "本节偏简略" in section[: section.index("</div>")]
    field = page[page.index(f'id="{TEXT}.field"') :]
    assert "原因没有说清" in field[: field.index("data-live")]


def test_a_reviewer_comments_on_any_figure_that_there_is(
    draft: Disclosure, officer: User, client: Client
) -> None:
    submitted(draft, officer, AT)
    sign_in(client, person(Role.REVIEWER))
    review = reverse("admin:desk_review", args=[draft.pk])
    link = 'href="{}?where={}#send_back"'
    line, column = next(
        (line.key, key)
        for line in assemble(draft).statement("05").lines
        for key, cell in line.cells.items()
        if cell.this
    )
    where = f"statements/05/{line}/{column}/this"
    assert link.format(review, where) in text_of(client, "statement", draft.pk, "05")
    assert link.format(review, "texts/s3") in text_of(client, "narrative", draft.pk)
    asked = [where, "texts/s3", "statements/05/no/such", "texts/no", "nothing/at/all"]
    rows = client.get(review, {"where": asked}).context["rows"]
    assert [place.where for place, _ in rows] == [where, "texts/s3", "", "", ""]


def test_who_may_not_return_is_offered_no_comments(
    draft: Disclosure, officer: User, client: Client
) -> None:
    submitted(draft, officer, AT)
    sign_in(client, person(Role.AUDITOR))
    assert "写意见" not in text_of(client, "statement", draft.pk, "05")


def test_an_approval_of_its_own_goes_before_the_years(
    draft: Disclosure, officer: User, client: Client
) -> None:
    ReferenceItem.objects.create(
        book="setting", code="approved_on", name="财政批复日期", valid_from=YEAR,
        attrs={"value": f"{YEAR + 1}-08-03"},
    )  # fmt: skip
    assert due_on(draft) == date(YEAR + 1, 8, 23)
    own = localdate() - timedelta(days=30)
    draft = actions.record_approval(
        disclosure=draft, approved_on=own, document="云财〔2026〕9号", by=person(Role.REVIEWER),
        at=AT.replace(year=own.year + 1),
    )  # fmt: skip
    assert due_on(draft) == own + timedelta(days=20)
    sign_in(client, officer)
    shown = client.get(HOME)
    assert shown.context["deadline"] == own + timedelta(days=20)
    assert "（已过）" in shown.content.decode()


def test_who_is_late_by_an_approval_of_its_own_comes_first(
    draft: Disclosure, client: Client
) -> None:
    sign_in(client, person(Role.REVIEWER))
    assert "逾期未报" not in client.get(HOME).content.decode()
    Disclosure.objects.filter(pk=draft.pk).update(approved_on=localdate() - timedelta(days=21))
    listing = client.get(f"{HOME}&state=late").context["listing"]
    assert [row.name for row in listing.rows] == [draft.unit.name]
    assert listing.rows[0].is_late
    Disclosure.objects.filter(pk=draft.pk).update(approved_on=localdate() - timedelta(days=20))
    assert "逾期未报" not in client.get(HOME).content.decode()
