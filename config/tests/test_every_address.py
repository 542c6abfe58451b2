"""Every address of the program, asked as everybody: 200, 403 or 404, as the permissions say.

An address that is not named here fails: whoever adds one says who may open it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from disclosures import actions, uploads
from disclosures.desk.draft import Draft
from disclosures.desk.review.deeds import DEEDS
from disclosures.freshness import rules_of
from disclosures.models import Attachment, Batch, Comment, Disclosure, Event, Verb
from disclosures.models.job import JobKind
from disclosures.render.renditions import make
from disclosures.tests.proof import AT, YEAR
from fiscal.report import Report, UnitFacts
from fiscal.tests.books import project
from portal.index import index
from units.models import Role, Unit, User
from units.permissions import (
    CURATE,
    INSPECT,
    MANAGE_BOOKS,
    MANAGE_UNITS,
    MANAGE_USERS,
    PERMISSIONS,
    READ_LOG,
    VIEW,
    allowed,
    scope_of,
)
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"

# Of one disclosure: what else stands in the address.
DESK: dict[str, dict[str, Any]] = {
    "desk_home": {}, "desk_checks": {}, "desk_narrative": {},
    "desk_consolidation": {}, "desk_performance": {}, "desk_projects": {}, "desk_upload": {},
    "desk_library": {}, "desk_statement": {"number": "01"}, "desk_codes": {"number": "05"},
    "desk_project": {"index": 0}, "desk_target": {"index": 0},
    "desk_template": {"what": "accounts"}, "desk_attachment": {"attachment_id": "attachment"},
    "desk_original": {"upload_id": "upload"}, "desk_job": {"job_id": "job"},
    "desk_progress": {"job_id": "job"}, "desk_review": {},
}  # fmt: skip
NAMED = {"desk_detach": {"attachment_id": "attachment"}, "desk_mark": {"comment_id": "comment"}}
QUERIES = {"desk_library": "?table=projects/0"}
POSTED = {
    "desk_submit", "desk_changes", "desk_scores", "desk_attach", "desk_detach", "desk_start",
    "desk_mark",
}  # fmt: skip
DECIDED = "desk_decide"  # for each verb that has a form
# What waits for those who approve, and what becomes of it; the messages of everybody.
BULK, OF_A_BATCH, INBOX = "desk_bulk", ("desk_batch", "desk_batch_progress"), "desk_inbox"
INSPECTION = {
    "desk_inspection": {}, "desk_inspection_units": {}, "desk_inspection_compare": {},
    "desk_inspection_rules": {}, "desk_inspection_rule": {"rule_id": "ST-01"},
    "desk_inspection_xlsx": {}, "desk_inspection_pdf": {},
}  # fmt: skip
INSPECTED_UNIT, INSPECTED_AGAIN = "desk_inspection_unit", "desk_inspection_again"

# Everybody who is signed in, whoever they are: the own account, and what leads to the rest.
OWN_ACCOUNT = {
    "index", "login", "logout", "password_change", "password_change_done", "second_factor",
    "identity", "identity_return", "jsi18n", "autocomplete", "view_on_site", "app_list",
}  # fmt: skip

# By model: the verbs of which one opens its list, and what brings rows in; nobody deletes.
LISTS: dict[str, tuple[set[str], str]] = {
    "performance_project": ({VIEW}, ""),
    "performance_libraryindicator": ({VIEW}, CURATE),
    "performance_evaluation": ({VIEW}, "edit"),
    "performance_target": ({VIEW}, "edit"),
    "performance_indicator": ({VIEW}, "edit"),
    "disclosures_disclosure": ({VIEW}, ""),
    "disclosures_upload": ({VIEW}, ""),
    "disclosures_version": ({VIEW}, ""),
    "disclosures_event": ({VIEW, READ_LOG}, ""),
    "units_accessrecord": ({READ_LOG}, ""),
    "units_user": ({MANAGE_USERS}, MANAGE_USERS),
    "units_unit": ({MANAGE_UNITS, VIEW}, MANAGE_UNITS),
    "units_referenceitem": ({MANAGE_BOOKS, VIEW}, MANAGE_BOOKS),
}
LOGS = {"units_accessrecord", "disclosures_event"}
EXPORTED = {name for name, (_, brought) in LISTS.items() if brought} | LOGS
ADDED = {"units_user", "units_unit"}  # in a form; what else there is, comes by actions or lists
OF_A_ROW = ("history", "delete", "change")

_OF_A_YEAR = {"code": "P1", "year": YEAR}
_OF_A_VERSION = {**_OF_A_YEAR, "number": 1}
_OF_A_DOCUMENT = {**_OF_A_YEAR, "kind": "final_accounts"}
_LISTS: dict[str, dict[str, Any]] = {
    "search": {}, "documents": {}, "sector": {"sector": "205"}, "fund": {"fund": "general"},
    "units": {}, "ranking": {"measure": "reception"}, "overview": {"year": YEAR},
    "compare": {}, "catalogue": {},
}  # fmt: skip
PUBLIC: dict[str, dict[str, Any]] = {
    "home": {}, "check": {}, "rules": {}, "healthz": {}, "unit": {"code": "P1"},
    "search": {}, "documents": {}, "years": {}, "sectors": {}, "units": {}, "verify": {},
    "year": {"year": YEAR}, "sector": {"sector": "205"}, "fund": {"fund": "general"}, "schema": {},
    "compare": {}, "ranking": {"measure": "reception"}, "overview": {"year": YEAR},
    "disclosure": _OF_A_YEAR, "version": _OF_A_VERSION, "version_check": _OF_A_VERSION,
    "attachment": {**_OF_A_VERSION, "sha256": "sha256"},
    "figure": {**_OF_A_VERSION, "address": "computed/projects"},
    "download": {**_OF_A_VERSION, "stem": f"P1-{YEAR}", "extension": "json"},
    "table": {**_OF_A_VERSION, "name": "indicators"},
    "versions": _OF_A_YEAR, "changes": {**_OF_A_YEAR, "number": 2},
    "archives": {}, "archive": {"year": YEAR}, "archive_progress": {"year": YEAR},
    "about": {}, "catalogue": {}, "contents": {}, "dcat": {}, "display": {}, "feed": {},
    "feed_corrections": {}, "feed_unit": {"code": "P1"}, "robots": {}, "sitemap_index": {},
    "sitemap_pages": {}, "sitemap_units": {"part": 1}, "sitemap_versions": {"part": 1},
    "api_guide": {}, "api:openapi-json": {},
    "api:units": {}, "api:versions": {}, "api:measures": {},
    **{f"{name}_list": {**more, "extension": "csv"} for name, more in _LISTS.items()},
    **dict.fromkeys(("api:newest",), _OF_A_DOCUMENT),
    **{f"api:{name}": {**_OF_A_DOCUMENT, "number": 1} for name in (
        "version", "document", "cells", "projects", "indicators", "findings"
    )},
}  # fmt: skip
# Asked elsewhere: what the settings must name first, and what is there to say that nothing is.
PUBLIC_OTHERWISE = {
    "leave", "year_list", "archive_file", "api:search", "api:figure", "api:api-root", "api:nothing",
}  # fmt: skip
PUBLIC_POSTED = {"check_report"}
PUBLIC_LEADING_ON = {"rankings", "overviews"}  # to the one that people ask for first


# --- the world -------------------------------------------------------------------------------


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    own = a_unit("D1", "教育局")
    below, other = a_unit("S1", "第一中学", under=own), a_unit("X1", "水利局")
    return {"own": own, "below": below, "other": other}


@pytest.fixture
def drafts(units: dict[str, Unit]) -> dict[str, tuple[Disclosure, dict[str, int]]]:
    """A draft of each unit, with what the addresses of its pages name."""
    return {where: _draft(unit) for where, unit in units.items()}


def _draft(unit: Unit) -> tuple[Disclosure, dict[str, int]]:
    by = a_user(f"of-{unit.code}", Role.OFFICER, unit)
    report = Report(UnitFacts(unit.name, unit.code), YEAR, projects=(project(),))

    draft = actions.load(report=report, by=by, at=AT)
    job = uploads.start(
        disclosure=draft, files=[("a.txt", unit.code.encode())], kind=JobKind.WHOLE, by=by, at=AT
    )
    named = {
        "attachment": _attached(draft, by).pk, "job": job.pk, "upload": job.uploads.get().pk,
        "comment": _commented(draft, by).pk,
    }  # fmt: skip
    return draft, named


def _commented(draft: Disclosure, by: User) -> Comment:
    event = draft.events.latest("pk")
    return Comment.objects.create(event=event, disclosure=draft, text="请核对", by=by, at=AT)


def _attached(draft: Disclosure, by: User) -> Attachment:
    return actions.attach(
        disclosure=draft, project=None, kind=Attachment.Kind.values[0], title="", is_public=True,
        name="说明.pdf", content=PDF, by=by, at=AT,
    )  # fmt: skip


@pytest.fixture(params=[*Role.values, "former"])
def user(request: pytest.FixtureRequest, units: dict[str, Unit]) -> User:
    """Somebody in each role, of the first unit where the role has one; and who has left."""
    if request.param == "former":
        return a_user("asked", Role.REVIEWER, is_active=False, is_staff=True)
    unit = units["own"] if request.param in (Role.OFFICER, Role.HEAD) else None
    return a_user("asked", request.param, unit, is_staff=True)


@pytest.fixture
def browser(client: Client, user: User) -> Client:
    client.raise_request_exception = True
    if user.is_active:
        client.force_login(user)
    return client


# --- all addresses ---------------------------------------------------------------------------


def names(
    patterns: Iterable[URLPattern | URLResolver], space: str = ""
) -> Iterator[tuple[str, str]]:
    """Namespace and name of every address there is; what is nameless only redirects."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, one.namespace or space)
        elif one.name:
            yield space, one.name


def _parted(name: str) -> tuple[str, str, str]:
    return name.rpartition(":")


def test_every_address_is_asked_by_a_test_of_this_file() -> None:
    desk = {*DESK, *POSTED, *INSPECTION, INSPECTED_UNIT, INSPECTED_AGAIN, *OWN_ACCOUNT}
    desk |= {DECIDED, BULK, *OF_A_BATCH, INBOX}
    lists = {f"{name}_{page}" for name in LISTS for page in ("changelist", "add", *OF_A_ROW)}
    lists |= {f"{name}_export" for name in EXPORTED} | {"units_user_reset"}
    lists |= {f"{name}_import" for name, (_, brought) in LISTS.items() if brought}
    asked = {("admin", name) for name in desk | lists}
    public = {
        f"portal:{name}"
        for name in (*PUBLIC, *PUBLIC_POSTED, *PUBLIC_LEADING_ON, *PUBLIC_OTHERWISE)
    }
    asked |= {(space.rpartition(":")[2], last) for space, _, last in map(_parted, public)}
    assert set(names(get_resolver().url_patterns)) == asked


# --- the desk --------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["own", "below", "other"])
def test_a_page_of_a_disclosure_opens_for_whom_it_is_within_reach(
    where: str, user: User, browser: Client, drafts: dict[str, tuple[Disclosure, dict[str, int]]]
) -> None:
    draft, named = drafts[where]
    seen = 200 if allowed(user, VIEW, draft.unit) else 404 if user.is_active else 302
    # A page that this disclosure has no use for is not there for anybody.
    absent = {"desk_target"} | ({"desk_consolidation"} if where != "own" else set())
    expected = {name: 404 if name in absent and seen == 200 else seen for name in DESK}
    answers = {
        name: browser.get(_desk(name, draft, named) + QUERIES.get(name, "")).status_code
        for name in DESK
    }
    assert answers == expected


@pytest.mark.parametrize("where", ["own", "below", "other"])
def test_who_may_not_write_writes_nowhere(
    where: str, user: User, browser: Client, drafts: dict[str, tuple[Disclosure, dict[str, int]]]
) -> None:
    draft, named = drafts[where]
    if allowed(user, "edit", draft.unit):
        return
    out = 302 if not user.is_active else 404
    before = _written(draft)
    for name in [*DESK, *sorted(POSTED - {"desk_start"})]:
        more = NAMED.get(name) or DESK.get(name, {})
        answer = browser.post(_desk(name, draft, named, more), _posted(name, draft))
        assert answer.status_code != 500
        if not allowed(user, VIEW, draft.unit):
            assert answer.status_code in (out, 405), name
        assert _written(draft) == before, name
    browser.post(reverse("admin:desk_start"), {"unit": draft.unit_id, "year": YEAR - 1})
    assert not Disclosure.objects.filter(unit=draft.unit, year=YEAR - 1).exists()


def _desk(
    name: str, draft: Disclosure, named: dict[str, int], more: dict[str, Any] | None = None
) -> str:
    given = DESK.get(name, {}) if more is None else more
    found = {key: named.get(value, value) for key, value in given.items()}
    return reverse(f"admin:{name}", kwargs={"disclosure_id": draft.pk, **found})


def _posted(name: str, draft: Disclosure) -> dict[str, Any]:
    if name == "desk_attach":
        file = SimpleUploadedFile("另一份.pdf", PDF.replace(b"1 0", b"2 0"))
        return {"file": file, "kind": Attachment.Kind.values[0]}
    if name == "desk_submit":
        return {"revision": draft.revision, "rules": rules_of(Draft(draft).reference)}
    if name == "desk_mark":
        return {"done": "1"}
    return {"do": "confirm"}


def _written(draft: Disclosure) -> tuple[object, ...]:
    row = Disclosure.objects.get(pk=draft.pk)
    events = Event.objects.exclude(verb="download").count()
    done = row.comments.exclude(done_at=None).count()
    return row.revision, row.state, events, row.attachments.count(), done


@pytest.mark.parametrize("where", ["own", "below", "other"])
def test_a_deed_is_done_by_those_who_may_and_forbidden_to_others(
    where: str, user: User, browser: Client, drafts: dict[str, tuple[Disclosure, dict[str, int]]]
) -> None:
    """A draft is in no state for most of them: 409 for who may, and nothing happens."""
    draft, _ = drafts[where]
    before = _written(draft)
    for verb in DEEDS:
        address = reverse(f"admin:{DECIDED}", args=[draft.pk, verb])
        answer = browser.post(address, {"revision": draft.revision - 1, "reason": "试"})
        may = 409 if allowed(user, verb, draft.unit) else 403
        seen = may if allowed(user, VIEW, draft.unit) else 404
        assert answer.status_code == (seen if user.is_active else 302), verb
    assert _written(draft) == before


def test_the_desk_of_reviewers_is_for_those_who_approve_and_a_batch_for_who_began_it(
    user: User, browser: Client, drafts: dict[str, tuple[Disclosure, dict[str, int]]]
) -> None:
    refused = 403 if user.is_active else 302
    may = scope_of(user, Verb.APPROVE)
    assert browser.get(reverse(f"admin:{BULK}")).status_code == (200 if may else refused)
    chosen = {"do": Verb.APPROVE.value, "chosen": [f"{one.pk}:1" for one, _ in drafts.values()]}
    assert browser.post(reverse(f"admin:{BULK}"), chosen).status_code == (302 if may else refused)
    assert Batch.objects.filter(by=user).exists() == bool(may)
    other = Batch.objects.create(verb=Verb.APPROVE, by=a_user("began", Role.REVIEWER), at=AT)
    own = Batch.objects.create(verb=Verb.APPROVE, by=user, at=AT)
    for name in OF_A_BATCH:
        for batch, seen in ((own, 200), (other, 404)):
            address = reverse(f"admin:{name}", args=[batch.pk])
            assert browser.get(address).status_code == (seen if user.is_active else 302), name
    inbox = browser.get(reverse(f"admin:{INBOX}"))
    assert inbox.status_code == (200 if user.is_active else 302)


@pytest.mark.parametrize("where", ["own", "below", "other"])
def test_inspecting_is_for_those_who_may(
    where: str, user: User, browser: Client, units: dict[str, Unit]
) -> None:
    scope = scope_of(user, INSPECT)
    seen = 200 if scope else 403 if user.is_active else 302
    for name, more in INSPECTION.items():
        assert browser.get(reverse(f"admin:{name}", kwargs=more)).status_code == seen, name
    address = reverse(f"admin:{INSPECTED_UNIT}", args=[units[where].pk, YEAR])
    reached = seen if seen != 200 or allowed(user, INSPECT, units[where]) else 404
    assert browser.get(address).status_code == reached
    may = scope and scope_of(user, "approve")
    again = browser.post(reverse(f"admin:{INSPECTED_AGAIN}"), {"year": YEAR})
    assert again.status_code == (302 if may or not user.is_active else 403)


# --- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_and_takes_in_for_whom_the_table_says(
    name: str, user: User, browser: Client, units: dict[str, Unit]
) -> None:
    opens, brings = LISTS[name]
    may = any(scope_of(user, verb) for verb in opens)
    refused = 403 if user.is_active else 302

    def answer(page: str, *given: object) -> int:
        return browser.get(reverse(f"admin:{name}_{page}", args=given)).status_code

    assert answer("changelist") == (200 if may else refused)
    if name in EXPORTED:
        assert answer("export", "xlsx") == (200 if may else refused)
    if brings:
        assert answer("import") == (200 if scope_of(user, brings) else refused)
    adds = name in ADDED and scope_of(user, brings)
    assert answer("add") == (200 if adds else refused)


def test_a_disclosure_in_the_list_is_opened_within_reach_and_deleted_by_nobody(
    user: User, browser: Client, drafts: dict[str, tuple[Disclosure, dict[str, int]]]
) -> None:
    for draft, _ in drafts.values():
        sees = allowed(user, VIEW, draft.unit)
        lists = scope_of(user, VIEW)
        refused = 403 if user.is_active and not lists else 302  # 302: "not there", and home
        for page, unseen in (("change", refused), ("history", 302)):
            address = reverse(f"admin:disclosures_disclosure_{page}", args=[draft.pk])
            assert browser.get(address).status_code == (200 if sees else unseen), page
        address = reverse("admin:disclosures_disclosure_delete", args=[draft.pk])
        assert browser.post(address, {"post": "yes"}).status_code in (302, 403)
        assert Disclosure.objects.filter(pk=draft.pk).exists()


def test_only_who_manages_people_reaches_an_account(
    user: User, browser: Client, units: dict[str, Unit]
) -> None:
    somebody = a_user("somebody", Role.OFFICER, units["own"])
    may = scope_of(user, MANAGE_USERS)
    for page, given in (("change", ()), ("reset", ("password",))):
        address = reverse(f"admin:units_user_{page}", args=[somebody.pk, *given])
        found = browser.get(address).status_code
        assert (found == 200) == bool(may), page
        assert found in (200, 302, 403)


# --- the public window -----------------------------------------------------------------------


def test_the_public_window_is_the_same_for_everybody(user: User, browser: Client) -> None:
    unit = a_unit("P1", "民政局")
    reviewer, officer = a_user("importer", Role.REVIEWER), a_user("poster", Role.OFFICER, unit)
    facts = UnitFacts(unit.name, unit.code)
    whole = Report(facts, YEAR, projects=(project(),))
    draft = actions.load(report=whole, by=reviewer, at=AT)
    sha256 = _attached(draft, officer).sha256
    hidden_year = actions.load(report=Report(facts, YEAR - 1), by=reviewer, at=AT).year
    version = actions.publish(disclosure=draft, by=reviewer, at=AT, imported=True)
    for format in ("json", "zip"):
        make(version, format)
    draft.refresh_from_db()
    actions.revise(disclosure=draft, reason="更正人数", by=reviewer, at=AT)
    corrected = actions.load(report=Report(facts, YEAR), by=reviewer, at=AT)
    actions.publish(disclosure=corrected, by=reviewer, at=AT, imported=True)
    index(version)
    for name in PUBLIC_LEADING_ON:
        assert browser.get(reverse(f"portal:{name}")).status_code == 302, name
    for name, more in PUBLIC.items():
        given = {key: sha256 if value == "sha256" else value for key, value in more.items()}
        assert browser.get(reverse(f"portal:{name}", kwargs=given)).status_code == 200, name
        if "year" in given:
            hidden = {**given, "year": hidden_year}
            if "stem" in hidden:
                hidden["stem"] = f"P1-{hidden_year}"
            assert browser.get(reverse(f"portal:{name}", kwargs=hidden)).status_code == 404, name
    assert browser.get(reverse("portal:check_report")).status_code == 405
    assert browser.post(reverse("portal:check_report"), {"form": "none"}).status_code == 404


def test_every_role_has_a_row_here_as_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role.values)
