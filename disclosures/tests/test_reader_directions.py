"""Directions and signs printed in a file, against those that the figures give."""

from __future__ import annotations

import re

import pytest

from disclosures.tests.reading import fictional_text, read_text
from fiscal.finding import Severity

OTHER = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}


def severities(text: str) -> set[Severity]:
    return {item.severity for item in read_text(text).findings if item.rule == "TX-01"}


def test_the_text_as_it_is_has_no_finding() -> None:
    assert not severities(fictional_text())


@pytest.mark.parametrize("pattern", [r"增长(?=(?!0\.00)[\d,.]+%)", r"下降(?=(?!0\.00)[\d,.]+%)"])
def test_a_growth_in_the_other_direction_is_an_error(pattern: str) -> None:
    text = fictional_text()
    found = re.search(pattern, text)
    assert found is not None
    turned = text[: found.start()] + OTHER[found.group()] + text[found.end() :]
    assert severities(turned) == {Severity.ERROR}


def test_a_change_of_nothing_may_be_called_a_fall_with_a_warning() -> None:
    fallen = fictional_text().replace("增加0.00万元，增长0.00%", "减少0.00万元，下降0.00%", 1)
    assert severities(fallen) == {Severity.WARNING}


def test_a_variance_with_the_other_sign_is_an_error() -> None:
    signed = re.sub(r"预决算差异率(?=[1-9])", "预决算差异率-", fictional_text(), count=1)
    assert signed != fictional_text()
    assert severities(signed) == {Severity.ERROR}
