"""S18: the hook for an external SM2 seal, with stubs in its place."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from disclosures.seal import SealError, seal

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
