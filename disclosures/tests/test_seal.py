"""S18: the hook for an external SM2 seal, with a service that answers over HTTP."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from disclosures import actions
from disclosures.models import Disclosure, Event, Version
from disclosures.refusal import ActionRefused
from disclosures.seal import SealError, is_genuine, seal
from disclosures.tests.proof import AT, a_small_draft, assert_sound
from disclosures.tests.seal_server import TOKEN, SealServer, serving
from disclosures.tests.walking import approved, person
from disclosures.verifying import ALTERED, UNCHECKED, Verification
from units.models import Role
from units.tests.people import a_unit

DIGEST = bytes(range(32)).hex()
NOBODY = "http://127.0.0.1:9/"  # the port of “discard”, where nothing listens


@pytest.fixture
def service(settings: Settings) -> Iterator[SealServer]:
    with serving() as running:
        settings.SEAL_SERVICE = "disclosures.seal_http.HttpSeal"
        settings.SEAL_URL, settings.SEAL_TOKEN = running.url, TOKEN
        yield running


def test_without_a_service_nothing_is_sealed_and_nobody_asked() -> None:
    assert seal(DIGEST) == ""
    assert is_genuine(DIGEST, "b2xk")


def test_the_service_that_the_setting_names_seals_the_digest(service: SealServer) -> None:
    made = seal(DIGEST)
    assert b64decode(made) == b"sealed:" + bytes.fromhex(DIGEST)
    assert is_genuine(DIGEST, made)
    assert not is_genuine("00" * 32, made)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b'{"seal": ""}', "没有给出签章"),
        (b'{"seal": "?"}', "不是 base64"),
        (b'{"error": 7}', "没有签章"),
        (b"[]", "不是 JSON 对象"),
        (b"<html>", "不是 JSON"),
    ],
)
def test_a_service_that_does_not_seal_is_told_in_words(
    service: SealServer, answer: bytes, said: str
) -> None:
    service.answer = answer
    with pytest.raises(SealError, match=said):
        seal(DIGEST)


def test_a_service_that_knows_us_not_or_is_not_there_is_told(
    service: SealServer, settings: Settings
) -> None:
    settings.SEAL_TOKEN = ""
    with pytest.raises(SealError, match="403"):
        seal(DIGEST)
    settings.SEAL_URL = NOBODY
    with pytest.raises(SealError, match="没有应答"):
        seal(DIGEST)


@pytest.mark.parametrize("answer", [b"{}", b'{"valid": "yes"}'])
def test_what_is_no_yes_or_no_is_neither(service: SealServer, answer: bytes) -> None:
    service.answer = answer
    with pytest.raises(SealError, match="没有核对结果"):
        is_genuine(DIGEST, "b2xk")


def test_what_is_no_digest_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal("00")


# --- publishing ------------------------------------------------------------------------------


@pytest.fixture
def ready(db: None) -> Disclosure:
    unit = a_unit("105001", "水利局")
    return approved(a_small_draft(unit, person(Role.OFFICER, unit)), AT)


def publish(ready: Disclosure) -> Version:
    return actions.publish(disclosure=ready, by=person(Role.REVIEWER), at=AT)


def test_what_is_published_is_sealed_and_the_record_knows_it(
    service: SealServer, ready: Disclosure
) -> None:
    version = publish(ready)
    assert b64decode(version.seal) == b"sealed:" + bytes.fromhex(version.sm3)
    assert Event.objects.get(verb="publish").basis["seal"] == version.seal
    assert_sound(ready)


def test_without_a_service_it_is_published_unsealed(ready: Disclosure) -> None:
    assert publish(ready).seal == ""
    assert_sound(ready)


@pytest.mark.fires("AC-22")
def test_what_the_service_does_not_seal_is_not_published(
    service: SealServer, settings: Settings, ready: Disclosure
) -> None:
    settings.SEAL_URL = NOBODY
    with pytest.raises(ActionRefused, match="没有应答，未公开") as refusal:
        publish(ready)
    assert [finding.rule for finding in refusal.value.findings] == ["AC-22"]
    assert not Version.objects.exists()
    assert_sound(ready)


# --- the record asks the service ---------------------------------------------------------------


def test_a_seal_that_the_service_does_not_know_is_found(
    service: SealServer, ready: Disclosure
) -> None:
    version = publish(ready)
    assert not list(Verification().run())
    service.answer = b'{"valid": false}'
    (fault,) = Verification().run()
    assert (fault.kind, fault.where) == (ALTERED, f"version/{version.pk}")
    assert "电子签章" in str(fault)


def test_a_service_that_does_not_answer_is_asked_once_and_that_is_told(
    service: SealServer, settings: Settings, ready: Disclosure
) -> None:
    version = publish(ready)
    actions.revise(disclosure=ready, reason="更正数字", by=person(Role.REVIEWER), at=AT)
    publish(approved(ready, AT))
    service.answer, service.asked = b"broken", 0
    (fault,) = Verification().run()
    assert (fault.kind, fault.where) == (UNCHECKED, f"version/{version.pk}")
    assert service.asked == 1
    with pytest.raises(CommandError, match="1处"):
        call_command("verify_record", stdout=StringIO())
    call_command("verify_record", "--no-seals", stdout=StringIO())
