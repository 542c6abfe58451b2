"""Whatever a file holds, reading it gives findings and never a traceback.

``make fuzz`` damages thousands of files; here are a few of each sort.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures import workbooks
from disclosures.readers import read
from disclosures.tests.fuzzing.damage import BYTES, Damage, damaged, rezipped
from disclosures.tests.fuzzing.files import fictional
from disclosures.tests.fuzzing.run import examine
from fiscal.finding import Severity
from units.reference import shipped_reference

FILES = fictional()
QUICK = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@pytest.mark.parametrize("damage", BYTES, ids=lambda damage: damage.__name__)
def test_damaged_text_gives_findings(damage: Damage) -> None:
    for seed in range(4):
        assert examine("text.txt", damage(FILES["text.txt"], Random(seed)))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith("x")])
def test_archives_packed_anew_with_damage_give_findings(name: str) -> None:
    for seed in range(6):
        assert examine(name, rezipped(FILES[name], Random(seed)))


@QUICK
@given(name=st.sampled_from(sorted(FILES)), seed=st.integers(0, 10**6))
def test_any_damage_gives_findings(name: str, seed: int) -> None:
    assert examine(name, damaged(FILES[name], Random(seed)))


@QUICK
@given(content=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_what_is_no_disclosure_at_all_is_refused(content: bytes) -> None:
    for reading in (
        read("some.txt", content, shipped_reference),
        workbooks.read("some.xlsx", content, shipped_reference),
    ):
        assert reading.report is None
        assert not reading.complete
        assert {finding.severity for finding in reading.findings} == {Severity.ERROR}
