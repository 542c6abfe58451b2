"""The finding for a paragraph that could only be read in part."""

from __future__ import annotations

import re

from fiscal.finding import Finding, Severity
from fiscal.narrative.bindings import addresses, text_key
from fiscal.narrative.pattern import SOFT, Found
from fiscal.narrative.template import Entry, Literal, Slot

_FIGURES = ("money", "area", "count", "difference", "direction")
_LONGEST = 80
_TELLING = 5


def damage_finding(found: Found) -> Finding:
    """ERROR when recorded figures were lost, WARNING when only wording or free text was."""
    figures = [slot for slot in found.lost if _is_recorded(found.entry, slot)]
    texts = [slot for slot in found.lost if slot.type in ("text", "list", "name")]
    lost = "、".join(dict.fromkeys(_label(found.entry, slot) for slot in (*figures, *texts)))
    unread = "；".join(found.unread)
    message = f"段落“{opening(found.entry)}…”与规定文字不符"
    message += f"，未能读出：{lost}" if lost else ""
    message += f"，未识别的文字：“{_short(unread)}”" if unread else ""
    return Finding(
        "TX-02",
        Severity.ERROR if figures else Severity.WARNING,
        _where(found.entry, (*figures, *texts)),
        message,
        {"paragraph": found.entry.id, "lost": lost, "unread": unread},
    )


def _is_recorded(entry: Entry, slot: Slot) -> bool:
    bound = addresses(entry.id, slot.name)
    return slot.type in _FIGURES and bool(bound) and not bound[0].startswith("computed/")


def _where(entry: Entry, lost: tuple[Slot, ...]) -> str:
    """Address of the first thing lost; a line key that could not be read is left out."""
    for slot in lost:
        if slot.type == "text":
            return f"texts/{text_key(entry.id, slot.name)}"
        for address in addresses(entry.id, slot.name):
            return address.replace("/*", "")
    return ""


def _label(entry: Entry, slot: Slot) -> str:
    """The template's words before a slot: 年初预算数, 主要原因是."""
    before = ""
    for token in entry.tokens:
        if token == slot:
            break
        before += token.text if isinstance(token, Literal) else "\n"
    words = re.split(f"[{SOFT}，：；\n]", before.rstrip(f"{SOFT}，：；"))[-1]
    return words or entry.text[:10]


def opening(entry: Entry) -> str:
    """Words by which a person knows a template paragraph."""
    literals = (token.text for token in entry.tokens if isinstance(token, Literal))
    words = [literal.strip(f"{SOFT}，：；%") for literal in literals]
    telling = (word for word in words if len(word) >= _TELLING)
    return _short(next(telling, max(words, key=len, default="")), 20)


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
