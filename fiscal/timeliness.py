"""及时性: accounts are public within twenty days of their approval (批复).

The rules below are the inspector's: they need more than one Report (dates, other units) and are
judged by the inspection desk, not when an officer hands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference

DAYS_TO_PUBLISH = 20
SOON = 5  # days before the last one on which one who has not handed in is reminded

# The book ``setting`` of a year may hold the day on which its accounts were approved.
_APPROVED = "approved_on"

LATE = rule(
    "IN-01", "决算在批复后20日内公开", Severity.ERROR,
    "D001；预算法14条；预算法实施条例6条；财预〔2016〕143号", rule_set="2026.3",
)  # fmt: skip
NO_APPROVAL = rule(
    "IN-02", "登记批复日期，以便核验公开时限", Severity.ERROR,
    "D002；财预〔2016〕143号", rule_set="2026.3",
)  # fmt: skip
SOON_DUE = rule("IN-03", "距公开期限5日以前提交审核", Severity.WARNING, "D003", rule_set="2026.3")
NOT_ALONE = rule(
    "IN-04", "所属单位单独公开单位决算", Severity.WARNING,
    "D010；预算法实施条例6条", rule_set="2026.3",
)  # fmt: skip
SUM = rule(
    "IN-05", "部门决算等于本级与所属单位之和减内部往来", Severity.WARNING,
    "D058 C099；预算法实施条例6条", rule_set="2026.3",
)  # fmt: skip
INSPECTED = {one.id: one for one in (LATE, NO_APPROVAL, SOON_DUE, NOT_ALONE, SUM)}


def approved_on(reference: Reference) -> date | None:
    """The day on which the accounts of the reference's year were approved, where it is recorded.

    Accounts are approved after their year; an earlier day is still that of the year before.
    """
    recorded = reference.attr("setting", _APPROVED, "value")
    approved = date.fromisoformat(recorded) if recorded else None
    return approved if approved and approved.year > reference.year else None


def deadline(reference: Reference) -> date | None:
    """The last day on which accounts may be published; None while no approval is recorded."""
    approved = approved_on(reference)
    return approved + timedelta(days=DAYS_TO_PUBLISH) if approved else None


@dataclass(frozen=True, slots=True)
class Timing:
    """When one account was published, or not yet.

    ``published`` is the local day of its first version. ``elsewhere``: it was published before
    it came here, so its day here proves nothing. ``handed_in``: it waits for others than its
    unit. ``today`` is the day of looking.
    """

    approved: date | None
    published: date | None
    today: date
    handed_in: bool = False
    elsewhere: bool = False

    @property
    def due(self) -> date | None:
        return self.approved + timedelta(days=DAYS_TO_PUBLISH) if self.approved else None

    @property
    def days_late(self) -> int | None:
        """Days after the last one; negative while there are some left, None where none counts."""
        if self.due is None or self.elsewhere:
            return None
        return ((self.published or self.today) - self.due).days

    @property
    def is_late(self) -> bool:
        return (self.days_late or 0) > 0

    def finding(self) -> Finding | None:
        """What there is to say of it: D001, D002 or D003."""
        if self.approved is None or self.due is None:
            return NO_APPROVAL.finding("", "缺少批复日期，无法核验公开时限")
        days = self.days_late
        if days is None:
            return None
        if days > 0:
            return self._late(days)
        if self.published or self.handed_in or days < -SOON:
            return None
        return SOON_DUE.finding("", f"距公开截止仅剩{-days}日，还没有提交", days=-days)

    def _late(self, days: int) -> Finding:
        published = f"公开{self.published}" if self.published else "至今未公开"
        return LATE.finding(
            "",
            f"已超过批复后20日公开期限{days}日（批复{self.approved}，{published}）",
            approved=self.approved,
            due=self.due,
            published=self.published or "",
            days=days,
        )
