"""Reasons that say the same: what of a text counts, and how near two texts are.

What everybody writes (the words of regulations) and what is too short to be anybody's own never
counts as copied.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fiscal.report import Indicator, Report

OWN_WORDS = 18  # characters that a text must have besides those of regulations
ALIKE = 0.85  # share of the pairs of characters that two texts have in common

_YEAR = re.compile(r"(?:19|20)\d\d年(?:度)?")
NO_WORDS = re.compile(r"[\W_]+")
# Wording of regulations and of the template: many use it rightly.
_STATUTORY = re.compile(
    "(?:认真|严格)?(?:贯彻|落实|执行)*中央八项规定(?:及其实施细则)?(?:精神)?|厉行节约|勤俭节约|过紧日子"
    "|反对浪费|从严(?:从紧)?控制|压减一般性支出|严格按照预算执行|预决算无差异|与上年(?:相比|一致)*无变化"
    "|本(?:单位|部门|年度)*(?:无|没有|未安排|未发生)[^，。；]{0,24}"
)
_REASON = re.compile(r"reason(?:#|$)")


@dataclass(frozen=True, slots=True)
class Reason:
    """A text that explains something. ``where`` is its address in the Report; ``words`` is what
    of it can be compared: without punctuation and years, the unit's own name as ``@``. Figures
    stay: "增加1人" is not what "增加3人" says.
    """

    where: str
    text: str
    words: str

    @property
    def fingerprint(self) -> str:
        """The same for texts that say the same, of whichever unit and year."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]


def reasons_of(report: Report) -> tuple[Reason, ...]:
    """The reasons of a Report that are long enough to be somebody's own, in printing order."""
    found = (Reason(where, text, words_of(text, report.unit.name)) for where, text in _all(report))
    return tuple(one for one in found if is_own(one.text))


def words_of(text: str, unit_name: str = "") -> str:
    """What of a text can be compared; see ``Reason``."""
    plain = _YEAR.sub("", unicodedata.normalize("NFKC", text))
    if unit_name:
        plain = plain.replace(unicodedata.normalize("NFKC", unit_name), "@")
    return "".join(
        part if part == "@" else NO_WORDS.sub("", part) for part in re.split("(@)", plain)
    )


def is_own(text: str) -> bool:
    """Whether there is enough in a text besides what regulations say."""
    return len(words_of(_STATUTORY.sub("", text))) >= OWN_WORDS


def alike(one: str, other: str) -> bool:
    """Whether two ``words`` are the same but for a few characters."""
    if one == other:
        return True
    first, second = _pairs(one), _pairs(other)
    shorter, longer = sorted((len(first), len(second)))
    if shorter < ALIKE * longer:
        return False
    return len(first & second) >= ALIKE * len(first | second)


def groups(reasons: Sequence[Reason]) -> list[list[Reason]]:
    """Reasons that are alike, together; those that are like no other are left out."""
    found: list[list[Reason]] = []
    for one in reasons:
        group = next((group for group in found if alike(group[0].words, one.words)), None)
        if group is None:
            found.append([one])
        else:
            group.append(one)
    return [group for group in found if len(group) > 1]


def _pairs(words: str) -> frozenset[str]:
    return frozenset(words[place : place + 2] for place in range(len(words) - 1))


def _all(report: Report) -> Iterator[tuple[str, str]]:
    for key, text in report.texts.items():
        if _REASON.search(key):
            yield f"texts/{key}", text
    if report.unit_evaluation:
        yield from _deviations("unit_evaluation", report.unit_evaluation.indicators)
    for index, project in enumerate(report.projects):
        yield from _deviations(f"projects/{index}", project.indicators)


def _deviations(path: str, indicators: Sequence[Indicator]) -> Iterator[tuple[str, str]]:
    for index, indicator in enumerate(indicators):
        yield f"{path}/indicators/{index}/deviation", indicator.deviation
