"""A sheet posted as an ordinary form: what was typed, and what the pressed button asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from disclosures.desk.amounts import AmountUnit, shown
from disclosures.desk.draft import Draft
from disclosures.desk.grid.build import Unsaved
from disclosures.desk.grid.codes import Codes, clean
from disclosures.desk.saving import last_touched, save
from disclosures.history import completed
from disclosures.refusal import ActionRefused
from fiscal.edits import Change, Conflict, difference, leaves
from fiscal.lines import declared_lines
from fiscal.money import AmountError
from fiscal.reference import Item
from fiscal.statements import BY_NUMBER
from units.models import User

OLD = "old:"  # before the name of a field: what stood there when the page was made
SUGGESTIONS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a form: saved when it is not open. ``candidates`` are codes to choose from."""

    unsaved: Unsaved = field(default_factory=Unsaved)
    message: str = ""
    candidates: Mapping[str, str] = field(default_factory=dict)
    sought: str = ""
    goes_to: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.message)


class StatementForm:
    """Amounts beside what they were, and the button that was pressed.

    ``do`` is ``save``, ``add`` (the code or name in ``add``), ``remove:<line>``, ``nil`` (there
    is no such money) or ``last`` (take last year's published amounts).
    """

    def __init__(self, posted: Mapping[str, str], draft: Draft, number: str) -> None:
        self.draft, self.number, self.posted = draft, number, posted
        self.prefix = f"statements/{number}/"
        self.unit = AmountUnit.named(posted.get("unit", "")) or AmountUnit.YUAN
        self.verb, _, self.line = posted.get("do", "save").partition(":")
        if self.verb == "save" and posted.get("add", "").strip():
            self.verb = "add"  # Enter in the field of the code presses the first button
        self.typed = {
            path: posted[path]
            for key in posted
            if (path := key.removeprefix(OLD)) != key
            and path.startswith(self.prefix)
            and path in posted
        }

    def save(self, by: User) -> Answer:
        """Save it all or nothing."""
        problems: dict[str, str] = {}
        changes = list(self._amounts(problems))
        if problems:
            return self._open("有的格里不是金额，整张表尚未保存", problems)
        goes_to = ""
        if self.verb == "add":
            found = self._found()
            if len(found) != 1:
                return self._choice(found)
            goes_to = f"{self.prefix}{found[0].code}"
            changes.append(Change(goes_to, None, found[0].name))
        changes += self._further()
        return self._save(changes, by, goes_to)

    def _save(self, changes: list[Change], by: User, goes_to: str) -> Answer:
        disclosure = self.draft.disclosure
        try:
            edited = save(disclosure=disclosure, typed=changes, by=by, at=timezone.now())
        except ActionRefused as refusal:
            return self._open(str(refusal), {one.where: one.message for one in refusal.findings})
        if edited.conflicts:
            clashes = {one.path: self._clash(one) for one in edited.conflicts}
            return self._open("他人刚刚改过同样的格，整张表尚未保存", clashes)
        return Answer(goes_to=goes_to)

    def _amounts(self, problems: dict[str, str]) -> Iterator[Change]:
        """The amounts that are others than the form was given."""
        gone = f"{self.prefix}{self.line}/" if self.verb == "remove" else None
        for path, text in self.typed.items():
            if gone and path.startswith(gone):
                continue
            try:
                new, old = self._plain(text), self._plain(self.posted[OLD + path])
            except AmountError as wrong:
                problems[path] = str(wrong)
            else:
                if new != old:
                    yield Change(path, old, new)

    def _plain(self, text: str) -> str | None:
        amount = self.unit.read(text)
        return None if amount is None else f"{amount:f}"

    def _further(self) -> Iterator[Change]:
        """What the pressed button asks for besides."""
        if self.verb == "remove":
            yield Change(f"{self.prefix}{self.line}", {"cells": self._cells_seen()}, None)
        elif self.verb == "nil":
            (line,) = declared_lines(self.number)
            for column in BY_NUMBER[self.number].columns:
                yield Change(f"{self.prefix}{line}/{column.key}/this", None, "0.00")
        elif self.verb == "last":
            yield from self._last_year()

    def _cells_seen(self) -> dict[str, dict[str, str | None]]:
        """The amounts of the line to remove, as its form showed them."""
        cells: dict[str, dict[str, str | None]] = {}
        for path in self.typed:
            key, column, period = path.removeprefix(self.prefix).rsplit("/", 2)
            if key == self.line:
                cells.setdefault(column, {})[period] = self._plain(self.posted[OLD + path])
        return cells

    def _last_year(self) -> Iterator[Change]:
        """Last year's published amounts where none is recorded, in the lines that are there."""
        report = self.draft.report
        whole = completed(self.draft.disclosure, report)
        for one in leaves(difference(report, whole)):
            if one.path.startswith(self.prefix) and one.path.endswith("/last"):
                key = one.path.removeprefix(self.prefix).rsplit("/", 2)[0]
                if report.statement(self.number).line(key):
                    yield one

    def _found(self) -> list[Item]:
        """The code that was asked for, or all that may be meant."""
        sought = self.posted.get("add", "")
        book = Codes(self.draft.reference, self.number)
        if exact := book.items.get(clean(sought)):
            return [exact]
        found = book.search(sought, SUGGESTIONS)
        named = [item for item in found if item.name in sought]
        return named if len(named) == 1 else found

    def _choice(self, found: list[Item]) -> Answer:
        sought = self.posted.get("add", "").strip()
        if found:
            message = f"与“{sought}”相符的科目有{len(found)}个，请选一个"
        else:
            message = f"本表没有与“{sought}”相符的科目" if sought else "请输入科目编码或名称"
        paths = {item.code: " / ".join(self.draft.reference.path(item)) for item in found}
        return Answer(Unsaved(self.typed), message, paths, sought)

    def _open(self, message: str, problems: Mapping[str, str]) -> Answer:
        return Answer(Unsaved(self.typed, problems), message)

    def _clash(self, conflict: Conflict) -> str:
        event = last_touched(self.draft.disclosure, conflict)
        who = f"{event.by}在{timezone.localtime(event.at):%H:%M}" if event else "他人"
        theirs = shown(conflict.path, conflict.theirs, self.unit)
        return f"{who}已改为“{theirs or '空'}”。格内是您的数，再保存一次即以您的为准"
