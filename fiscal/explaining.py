"""What an explanation of a warning must say before it is taken; it is published as it stands."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from fiscal.checks.passages import Passage
from fiscal.checks.slips import unpublishable
from fiscal.finding import Finding, Severity
from fiscal.likeness import NO_WORDS

SHORTEST, LONGEST = 10, 1000  # characters

_FEWEST_KINDS = 5  # of characters: “无无无无无无无无无无” is no sentence
# Nothing but these: a text that could stand under any warning. ++: a long one is not tried anew.
_STOCK = re.compile(
    r"(?:经?(?:认真)?(?:核[对实查验]|检查|复核)|情况|属实|如实|真实|准确|正确|无误|正常|合理|合规|符合|要求"
    r"|规定|没有|存在|问题|异常|错误|不需要?|无需|修改|说明|特此|同上|同前|如上|详?见|附件|知悉|知晓|了解"
    r"|按照?|根据|由于|因为?|实际|填报|填写|录入|系统|数据|数字|金额|工作|业务|需要|原因|本单位|我单位"
    r"|单位|该|此|项|为|的|了|已|均|都|是|无|有|所致|导致|以上|上述|确认|暂|其他)++"
)


def shortcoming(text: str) -> str:
    """What is wrong with an explanation, as a sentence for who wrote it; empty when nothing is."""
    said = NO_WORDS.sub("", text)
    if len(said) < SHORTEST or len(set(said)) < _FEWEST_KINDS:
        return f"说明太短，请用至少{SHORTEST}个字写清原因"
    if len(text) > LONGEST:
        return f"说明太长，最多{LONGEST}个字，现有{len(text)}个字"
    if _STOCK.fullmatch(said):
        return "说明太笼统，请写出这条警告所说情况的具体原因"
    found = next(unpublishable(Passage("", "说明", text)), None)
    return found.message if found else ""


def unanswered(findings: Iterable[Finding], answered: Container[str]) -> list[Finding]:
    """The warnings that nobody has explained; ``answered`` has the fingerprints of the others."""
    return [
        finding
        for finding in findings
        if finding.severity is Severity.WARNING and finding.fingerprint not in answered
    ]
