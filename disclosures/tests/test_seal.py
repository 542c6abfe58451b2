"""S18: the hook for an external SM2 seal, with stubs in its place."""

from __future__ import annotations

from base64 import b64decode

import pytest
from pytest_django import Settings

from disclosures import actions
from disclosures.models import Disclosure, Event, Version
from disclosures.refusal import ActionRefused
from disclosures.seal import SealError, seal
from disclosures.tests.proof import AT, a_small_draft, assert_sound
from disclosures.tests.walking import approved, person
from units.models import Role
from units.tests.people import a_unit

DIGEST = bytes(range(32))
STUBS = "disclosures.tests.stub_seal"


def test_without_a_service_nothing_is_sealed() -> None:
    assert seal(DIGEST) == b""


def test_the_service_that_the_setting_names_seals_the_digest(settings: Settings) -> None:
    settings.SEAL_SERVICE = f"{STUBS}.seal"
    assert seal(DIGEST) == b"sealed:" + DIGEST


@pytest.mark.parametrize(
    ("stub", "said"), [("silent", "没有给出签章"), ("unreachable", "签章服务器没有应答")]
)
def test_a_service_that_does_not_seal_is_told_in_words(
    settings: Settings, stub: str, said: str
) -> None:
    settings.SEAL_SERVICE = f"{STUBS}.{stub}"
    with pytest.raises(SealError, match=said):
        seal(DIGEST)


def test_what_is_no_digest_is_not_sealed(settings: Settings) -> None:
    settings.SEAL_SERVICE = f"{STUBS}.seal"
    with pytest.raises(ValueError, match="32 bytes"):
        seal(b"the whole document")


# --- publishing ------------------------------------------------------------------------------


@pytest.fixture
def ready(db: None) -> Disclosure:
    unit = a_unit("105001", "水利局")
    return approved(a_small_draft(unit, person(Role.OFFICER, unit)), AT)


def publish(ready: Disclosure) -> Version:
    return actions.publish(disclosure=ready, by=person(Role.REVIEWER), at=AT)


def test_what_is_published_is_sealed_and_the_record_knows_it(
    settings: Settings, ready: Disclosure
) -> None:
    settings.SEAL_SERVICE = f"{STUBS}.seal"
    version = publish(ready)
    assert b64decode(version.seal) == b"sealed:" + bytes.fromhex(version.sm3)
    assert Event.objects.get(verb="publish").basis["seal"] == version.seal
    assert_sound(ready)


def test_without_a_service_it_is_published_unsealed(ready: Disclosure) -> None:
    assert publish(ready).seal == ""
    assert_sound(ready)


@pytest.mark.fires("AC-22")
def test_what_the_service_does_not_seal_is_not_published(
    settings: Settings, ready: Disclosure
) -> None:
    settings.SEAL_SERVICE = f"{STUBS}.unreachable"
    with pytest.raises(ActionRefused, match="签章服务器没有应答") as refusal:
        publish(ready)
    assert [finding.rule for finding in refusal.value.findings] == ["AC-22"]
    assert not Version.objects.exists()
    assert_sound(ready)
