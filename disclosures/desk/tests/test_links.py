"""Every finding and every missing value leads to a field that is there."""

from __future__ import annotations

import re
from urllib.parse import unquote, urldefrag

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.desk.draft import Draft
from disclosures.desk.links import section_of, url_of
from disclosures.desk.tests.desks import a_draft, root, sign_in
from disclosures.models import Disclosure
from disclosures.templatetags.desk import source_url
from fiscal.narrative.inputs import BY_PATH
from fiscal.narrative.required import free_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Disclosure:
    return a_draft()


@pytest.mark.parametrize(
    ("where", "page", "fragment"),
    [
        ("statements/05/2010301/total", "desk_statement", "statements/05/2010301/total"),
        ("statements/05/2010301/total/this", "desk_statement", "statements/05/2010301/total"),
        ("statements/05/2010301/total/last", "desk_statement", "statements/05/2010301/total/last"),
        ("texts/s5.3.item.reason#2010301", "desk_narrative", "texts/s5.3.item.reason%232010301"),
        ("staff/active", "desk_narrative", "staff/active"),
        ("projects/3/indicators/2/actual", "desk_project", "projects/3/indicators/2/actual"),
        ("unit_evaluation/result", "desk_performance", "unit_evaluation/result"),
        ("", "desk_home", ""),
        ("statements/99/x", "desk_home", "statements/99/x"),
    ],
)
def test_an_address_leads_to_its_field(
    where: str, page: str, fragment: str, draft: Disclosure
) -> None:
    args: list[int | str] = [draft.pk]
    args += ["05"] if page == "desk_statement" else [3] if page == "desk_project" else []
    address, found = urldefrag(url_of(draft, where))
    assert (address, found) == (reverse(f"admin:{page}", args=args), fragment)


def test_a_key_with_spaces_and_slashes_makes_a_valid_fragment(draft: Disclosure) -> None:
    url = url_of(draft, "statements/05/教育 支出/甲/乙/total")
    assert unquote(urldefrag(url).fragment) == "statements/05/教育_支出/甲/乙/total"


def test_last_years_source_leads_to_the_field_beside_it(draft: Disclosure) -> None:
    cell = source_url(draft, "statements/03/total/total@last")
    assert cell.endswith("/statements/03/#statements/03/total/total/last")
    assert source_url(draft, "staff/active@last").endswith("#staff/active_last")


@pytest.mark.parametrize("path", BY_PATH)
def test_every_fact_belongs_to_the_narrative(path: str) -> None:
    assert section_of(path) == "narrative"


def test_every_fact_and_every_free_text_has_one_field(draft: Disclosure, client: Client) -> None:
    sign_in(client, root())
    page = client.get(reverse("admin:desk_narrative", args=[draft.pk])).content.decode()
    ids = re.findall(r' id="([^"]*)"', page)
    work = Draft(draft)
    texts = [one.path for one in free_texts(work.report, work.reference)]
    assert texts
    for path in (*BY_PATH, *texts):
        assert ids.count(path) == 1, path
    assert len(ids) == len(set(ids))
