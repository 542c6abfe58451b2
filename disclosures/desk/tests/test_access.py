"""Who opens which page of the desk, and who may type there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from disclosures.desk.access import may_edit
from disclosures.desk.draft import Draft, take_stock
from disclosures.desk.tests.desks import (
    YEAR,
    a_draft,
    a_full_report,
    a_unit,
    a_user,
    officer_of,
    root,
    sign_in,
)
from disclosures.models import Disclosure
from disclosures.tests.renaming import of_unit
from fiscal.report import Report, UnitFacts
from units.models import Role, Unit

pytestmark = pytest.mark.django_db

NEW = "yx-7413-own"
PAGES = ("desk_home", "desk_checks", "desk_narrative", "desk_performance", "desk_upload")


@pytest.fixture
def department() -> Unit:
    return a_unit("D1", "教育局")


@pytest.fixture
def school(department: Unit) -> Unit:
    return a_unit("S1", "第一中学", department)


@pytest.fixture
def draft(school: Unit) -> Disclosure:
    report = of_unit(a_full_report(), school.name, school.code)
    return a_draft(report)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "at", "status"),
    [
        (Role.OFFICER, "S1", 200),
        (Role.OFFICER, "D1", 200),
        (Role.OFFICER, "X1", 404),
        (Role.HEAD, "X1", 404),
        (Role.REVIEWER, "X1", 200),
        (Role.AUDITOR, None, 200),
        (Role.SYSTEM_ADMIN, None, 404),
    ],
)
def test_a_disclosure_opens_within_reach_only(
    page: str, role: str, at: str | None, status: int, draft: Disclosure, client: Client
) -> None:
    a_unit("X1", "档案馆")
    unit = Unit.objects.get(code=at) if at else None
    sign_in(client, a_user("somebody", role, unit, is_staff=True))
    assert client.get(reverse(f"admin:{page}", args=[draft.pk])).status_code == status


def test_who_is_not_signed_in_is_sent_to_sign_in(draft: Disclosure, client: Client) -> None:
    response = client.get(reverse("admin:desk_home", args=[draft.pk]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize(
    ("role", "at", "expected"),
    [
        (Role.OFFICER, "S1", True),
        (Role.OFFICER, "D1", True),
        (Role.REVIEWER, "S1", False),
        (Role.AUDITOR, "S1", False),
    ],
)
def test_the_unit_and_its_department_type_the_others_read(
    role: str, at: str, expected: bool, draft: Disclosure
) -> None:
    user = a_user("somebody", role, Unit.objects.get(code=at))
    assert may_edit(user, draft) is expected


def test_nobody_types_in_what_was_handed_in(school: Unit) -> None:
    draft = a_draft(Report(UnitFacts(school.name, school.code), YEAR))
    Disclosure.objects.update(state="submitted")
    draft.refresh_from_db()
    assert not may_edit(root(), draft)


def test_a_reader_gets_the_narrative_without_fields(draft: Disclosure, client: Client) -> None:
    sign_in(client, a_user("auditor", Role.AUDITOR, is_staff=True))
    page = client.get(reverse("admin:desk_narrative", args=[draft.pk])).content.decode()
    assert "主要原因是" in page
    assert "<textarea" not in page
    assert "narrative.js" not in page


def test_a_one_time_password_opens_only_the_page_to_change_it(school: Unit, client: Client) -> None:
    user = officer_of(school)
    user.must_change_password = True
    user.set_password("one-time-92")
    user.save()
    client.force_login(user)
    change = reverse("admin:password_change")
    assert client.get(reverse("admin:index")).headers["Location"] == change
    assert client.get(change).status_code == 200
    new = {"old_password": "one-time-92", "new_password1": NEW, "new_password2": NEW}
    assert client.post(change, new).status_code == 302
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_wrong_old_password_keeps_the_one_time_password(school: Unit, client: Client) -> None:
    user = officer_of(school)
    user.must_change_password = True
    user.set_password("one-time-92")
    user.save()
    client.force_login(user)
    new = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("admin:password_change"), new).status_code == 200
    assert client.get(reverse("admin:index")).status_code == 302


def shown(draft: Disclosure) -> dict[str, object]:
    """What the page of the draft sends back with its button."""
    return {"revision": draft.revision, "rules": Draft(draft).rules}


def test_the_head_of_a_unit_hands_in_and_is_told(draft: Disclosure, client: Client) -> None:
    sign_in(client, officer_of(draft.unit))
    response = client.post(reverse("admin:desk_submit", args=[draft.pk]), shown(draft), follow=True)
    assert "已提交，等待审核" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_a_refused_submission_lists_what_must_be_corrected(school: Unit, client: Client) -> None:
    report = of_unit(a_full_report(), school.name, school.code)
    report = replace(report, procurement=replace(report.procurement, small_micro=Decimal(10**12)))
    draft = a_draft(report)
    sign_in(client, officer_of(school))
    response = client.post(reverse("admin:desk_submit", args=[draft.pk]), shown(draft))
    assert response.status_code == 409
    assert f"{reverse('admin:desk_narrative', args=[draft.pk])}#procurement/small_micro" in (
        response.content.decode()
    )


def test_a_department_does_not_hand_in_for_its_school(
    department: Unit, draft: Disclosure, client: Client
) -> None:
    sign_in(client, officer_of(department))
    response = client.post(reverse("admin:desk_submit", args=[draft.pk]), shown(draft))
    assert response.status_code == 409
    assert "无权" in response.content.decode()


def test_a_foreign_disclosure_is_not_handed_in(draft: Disclosure, client: Client) -> None:
    sign_in(client, officer_of(a_unit("X1", "档案馆")))
    assert client.post(reverse("admin:desk_submit", args=[draft.pk])).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_looking_at_a_draft_notes_how_it_stands(draft: Disclosure, client: Client) -> None:
    assert draft.checked_revision is None
    sign_in(client, officer_of(draft.unit))
    client.get(reverse("admin:desk_home", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.checked_revision == draft.revision
    assert draft.filled_count == draft.required_count > 0


def test_a_change_has_the_draft_looked_at_once_it_stands(
    school: Unit, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        draft = a_draft(Report(UnitFacts(school.name, school.code), YEAR))
    draft.refresh_from_db()
    assert draft.checked_revision == draft.revision
    assert draft.filled_count < draft.required_count


def test_an_old_look_does_not_overwrite_a_newer_one(draft: Disclosure) -> None:
    old = Draft(Disclosure.objects.get(pk=draft.pk))
    Disclosure.objects.update(revision=draft.revision + 1)
    take_stock(old)
    draft.refresh_from_db()
    assert draft.checked_revision is None
