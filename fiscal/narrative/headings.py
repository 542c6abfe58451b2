"""Recognising the headings of the four parts and their sections in a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from fiscal.narrative.normal import normal
from fiscal.narrative.template import Entry

LONGEST = 45  # characters of a heading; longer lines are text
_ALIKE = 0.6
_NUMERAL = "[一二三四五六七八九十]"
_LABEL = re.compile(rf"^(第{_NUMERAL}{{1,3}}部分|\({_NUMERAL}{{1,3}}\)|{_NUMERAL}{{1,3}}[、.,])")
# What a heading may lack or add: 情况, 说明, 的, the year, a note in brackets, punctuation.
_EXTRA = re.compile(r"\d{4}年度?|情况|说明|的|\(见附表\)|[,:;、。.\"'\s]")
_PAGE = re.compile(r"[.…·_\-]*\d{1,4}$")


@dataclass(frozen=True)
class _Heading:
    entry: Entry
    part: str
    text: str
    label: str
    core: str


@dataclass(frozen=True)
class Headings:
    """The headings of one template."""

    items: tuple[_Heading, ...]

    @classmethod
    def of(cls, template: Sequence[Entry]) -> Headings:
        items: list[_Heading] = []
        part = ""
        for entry in template:
            if entry.is_heading:
                part = entry.id if entry.role == "part" else part
                text = normal(entry.text)
                items.append(_Heading(entry, part, text, *_split(text)))
        return cls(tuple(items))

    def find(self, text: str, part: str) -> Entry | None:
        """The heading a compared line is; ``part`` is the part it stands in, if known.

        The wording decides; with the right number inside its part a similar wording will do.
        """
        if len(text) > LONGEST or text.endswith("。"):
            return None
        if exact := self.find_exactly(text):
            return exact
        label, core = _split(text)
        for heading in self.items:
            if label and label == heading.label and _similar(heading, core, part):
                return heading.entry
        return None

    def find_exactly(self, text: str) -> Entry | None:
        """The heading with this wording, whatever its number; a part needs one."""
        label, core = _split(text[: LONGEST + 1])
        for heading in self.items:
            if core == heading.core and (label or heading.entry.role != "part"):
                return heading.entry
        return None

    def find_broken(self, text: str, following: str) -> Entry | None:
        """The heading that two lines make together, but not the second alone."""
        if not following or self.find_exactly(following):
            return None
        whole = self.find_exactly(text + following)
        rest_only = not _EXTRA.sub("", following)
        return whole if rest_only or not self.find_exactly(text) else None

    def cuts(self, text: str) -> set[int]:
        """Where headings begin and end inside a line that holds more than a heading."""
        found: set[int] = set()
        for hit in self._wording.finditer(text):
            if hit.start() == 0 or text[hit.start() - 1] == "。":
                found |= set(hit.span())
        return found

    @cached_property
    def _wording(self) -> re.Pattern[str]:
        longest_first = sorted((item.text for item in self.items), key=len, reverse=True)
        return re.compile("|".join(re.escape(text) for text in longest_first) or r"\Z\A.")

    def part_of(self, heading: str) -> str:
        """Id of the part that a heading stands in."""
        return next((item.part for item in self.items if item.entry.id == heading), "")

    def find_in_contents(self, text: str) -> Entry | None:
        """The heading that a line of a table of contents points to."""
        return self.find(_PAGE.sub("", text), "") if text else None


def _split(text: str) -> tuple[str, str]:
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else text
    return (label[0].rstrip("、.,") if label else ""), _EXTRA.sub("", rest)


def _similar(heading: _Heading, core: str, part: str) -> bool:
    if heading.entry.role == "part":
        return True
    alike = SequenceMatcher(None, core, heading.core, autojunk=False).ratio() >= _ALIKE
    return heading.part == part and alike
