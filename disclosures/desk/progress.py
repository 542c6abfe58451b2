"""What is done and what is to be done in one disclosure: its parts, and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from disclosures.desk.draft import Draft
from disclosures.desk.frame import Section, navigation
from disclosures.desk.links import UPLOADS, WHOLE, explain_url, url_of
from disclosures.desk.review.places import Pinned, pinned
from disclosures.models import State
from fiscal.finding import Severity
from fiscal.report import FINAL_ACCOUNTS


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the desk; ``missing`` is where the first thing it lacks is typed."""

    section: Section
    filled: int
    required: int
    missing: str

    @property
    def left(self) -> int:
        return self.required - self.filled


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next; without ``url`` there is nothing to do but wait."""

    text: str
    url: str = ""
    submits: bool = False


class Work:
    """What there is to do in a disclosure, asked for by templates."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.disclosure = draft.disclosure

    @cached_property
    def groups(self) -> tuple[tuple[str, tuple[Part, ...]], ...]:
        """The sections that something must be entered in, under their headings."""
        return tuple(
            (group.label, tuple(self._part(section) for section in group.sections))
            for group in navigation(self.draft, WHOLE)
            if not {UPLOADS, WHOLE} & {section.key for section in group.sections}
        )

    @cached_property
    def step(self) -> Step:
        """What to do first."""
        state = State(self.disclosure.state)
        if state in _WAITING:
            return Step(_WAITING[state])
        if self.to_answer:
            text = f"处理意见（{len(self.to_answer)}条未处理），第一条：{self.to_answer[0].label}"
            return Step(text, self.to_answer[0].url)
        return self._after_comments

    @cached_property
    def may_submit_despite_comments(self) -> bool:
        """Whether comments that nobody has ticked off are all that is left."""
        waits = State(self.disclosure.state) in _WAITING
        return not waits and bool(self.to_answer) and self._after_comments.submits

    @cached_property
    def _after_comments(self) -> Step:
        return next(self._steps())

    @cached_property
    def to_answer(self) -> tuple[Pinned, ...]:
        """Comments of a return that nobody has ticked off."""
        return tuple(one for one in pinned(self.draft) if not one.comment.done_at)

    def _part(self, section: Section) -> Part:
        found = self.draft.completeness.get(section.key)
        if found is None:
            return Part(section, 0, 0, "")
        missing = url_of(self.disclosure, found.missing[0]) if found.missing else ""
        return Part(section, found.filled, found.required, missing)

    def _steps(self) -> Iterator[Step]:
        errors, warnings = (
            [one for one in self.draft.to_settle if one.severity is severity]
            for severity in (Severity.ERROR, Severity.WARNING)
        )
        if errors:
            text = f"改正{len(errors)}处错误，第一处：{errors[0].message}"
            yield Step(text, url_of(self.disclosure, errors[0].where))
        for _, group in self.groups:
            for part in group:
                if part.missing:
                    yield Step(f"填写“{part.section.label}”，还缺{part.left}项", part.missing)
        if warnings:
            text = f"核对{len(warnings)}处警告：改正，或写明情况；第一处：{warnings[0].message}"
            yield Step(text, explain_url(self.disclosure, warnings[0]))
            return
        warned = "警告都已写明情况" if self.draft.explanations else "没有警告"
        yield Step(f"内容齐全，没有错误，{warned}，可以提交审核", submits=True)


_WAITING = {
    State.SUBMITTED: "已提交，等待审核",
    State.APPROVED: "已审核，等待公开",
    State.PUBLISHED: "已公开",
    State.WITHDRAWN: "已撤回公开",
}


def current_year(today: date, kind: str = FINAL_ACCOUNTS) -> int:
    """The year that is worked on: accounts of the year past, targets of the present one."""
    return today.year - (kind == FINAL_ACCOUNTS)
