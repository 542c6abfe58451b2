"""An officer of a unit, signed in, for the tests of every part of the desk."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page

from disclosures.tests.browsing import HEIGHT, WIDTH, complaints_of
from units.models import Unit, User
from units.tests.people import a_unit, officer_of


@pytest.fixture
def unit(db: None) -> Unit:
    return a_unit("105001", "水利局")


@pytest.fixture
def officer(unit: Unit) -> User:
    return officer_of(unit)


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser, as large as an office screen, complains of."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return complaints_of(page)
