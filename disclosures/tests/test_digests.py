"""S18: SM3 is that of the standard, by the examples of GB/T 32905-2016, annex A."""

from __future__ import annotations

import pytest

from disclosures.digests import sm3


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_the_examples_of_the_standard_come_out(message: bytes, digest: str) -> None:
    assert sm3(message) == digest
