"""Slips of the pen in free texts: template leftovers, doubled words, strange years, private data.

The text alone is looked at; what it says is compared with the figures elsewhere
(``reasons``, ``claims``, ``mentions``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from fiscal.checks.figures import Figures
from fiscal.checks.passages import Passage
from fiscal.checks.registry import Rule, rule
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import Report

LEFTOVER = rule("TX-31", "文字中没有未替换的模板占位符", Severity.ERROR, "D036", rule_set="2026.3")
DOUBLED = rule(
    "TX-32", "文字中没有重复或多余的标点、词语和批注", Severity.WARNING, "D037", rule_set="2026.3"
)
OTHER_YEAR = rule(
    "TX-33", "文字所说的截止日期和年度属于本年", Severity.WARNING, "D039", rule_set="2026.3"
)
NO_DAY = rule("TX-34", "文字中的日期应当存在", Severity.ERROR, "D039", rule_set="2026.3")
PRIVATE = rule(
    "TX-35", "公开文字不含个人信息和涉密标志", Severity.ERROR, "D047；保密法", rule_set="2026.3"
)

# Brackets that hold digits are document numbers in an old style: 新财预【2024】10号.
_REMARK = (
    "请(?:填|写|注明|说明|补充|删除|按|选|据实)|此处"
    "|填写(?=[^（()）]{0,8}(?:原因|内容|名称|数字|金额))"
)
_LEFTOVERS = re.compile(
    r"[XＸxｘ]{2,}(?![A-Za-z])|[×╳]{2,}"
    r"|【(?:\s{0,20}|[^【】\d]{0,20}(?:填|请|示例|名称|年度|[Xx×])[^【】\d]{0,20})】"
    r"|增加[（(]减少[)）]|减少[（(]增加[)）]|增长[（(]下降[)）]|下降[（(]增长[)）]"
    rf"|[（(](?:{_REMARK})[^（()）]{{0,40}}[)）]|_{{3,}}|\{{[^{{}}]{{0,40}}\}}"
    r"|(?<![\u4e00-\u9fff])(?:TODO|待填|待补充)"
)
_MARKS = "。，、；：！"
_DOUBLED = re.compile(
    rf"([{_MARKS}])[ \u3000]*\1|[，、；：][ \u3000]*[。；]|[。；][ \u3000]*[，、：]|：[，、]"
    r"|[?？](?![”’」』])|\[批注|批注\s*\["
    # 委员会会, but not 委员会会议; 的的, but not 目的的 or 的的确确
    r"|会会(?![议员长计展址场期费务刊章客谈见诊员商])|局局(?![长部])|(?:(?<!目)|(?<=项目))的的(?!确)"
    r"|([\u4e00-\u9fff]{3,8})\2"
)
_ENDS = re.compile(r"截[至止]到?(\d{4})年(?:1[12]月|年?底|末)")
_PLANNED = re.compile("计划|预计|规划|合同|有效期")
_NO_YEAR = re.compile(r"(?<!\d)((?!19|20)\d{4}|20[4-9]\d)年")
_YEARLY = re.compile(r"(20\d\d)年度?(?:部门)?(?:决算|整体支出|绩效自评|收支)")
_DATES = re.compile(r"(?:(20\d\d)年)?(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{17}[\dXx])(?![0-9A-Za-z])")
_PHONE = re.compile(r"(?<![\d.])1[3-9]\d{9}(?![\d.])")
_CARD = re.compile(r"(?<!\d)[3-6]\d{15,18}(?!\d)")
_SECRET = re.compile(r"(?:绝密|机密|秘密)\s*★")
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LEAP = 2000  # the year of a day that names none may be any: 2月29日 may have been
_AROUND = 8  # characters shown on either side


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """TX-31 to TX-35 of every free text."""
    for passage in figures.passages:
        yield from _matches(LEFTOVER, passage, _LEFTOVERS, "有未替换的占位符")
        yield from _matches(DOUBLED, passage, _DOUBLED, "有重复或多余的标点、词语")
        yield from _years(passage, report.year)
        yield from _days(passage)
        yield from _private(passage)


def unpublishable(passage: Passage) -> Iterator[Finding]:
    """What keeps a text from being published, whatever it speaks of: TX-31 and TX-35."""
    yield from _matches(LEFTOVER, passage, _LEFTOVERS, "有未替换的占位符")
    yield from _private(passage)


def _matches(
    declared: Rule, passage: Passage, pattern: re.Pattern[str], what: str
) -> Iterator[Finding]:
    """One finding a passage, for its first place; how many there are is said."""
    found = list(pattern.finditer(passage.text))
    if found:
        more = f"，共{len(found)}处" if len(found) > 1 else ""
        shown = _excerpt(passage.text, found[0])
        yield declared.finding(
            passage.where, f"{passage.subject}{what}：“{shown}”{more}", printed=found[0].group()
        )


def _excerpt(text: str, match: re.Match[str]) -> str:
    start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _years(passage: Passage, year: int) -> Iterator[Finding]:
    """截至2023年12月31日 in a text of 2024; what last year was is told in its own words."""
    ends = list(_ENDS.finditer(passage.text))
    compared = any(int(match[1]) == year for match in ends) or _PLANNED.search(passage.text)
    wrong = [] if compared else ends
    wrong += list(_NO_YEAR.finditer(passage.text))
    wrong += [m for m in _YEARLY.finditer(passage.text) if abs(int(m[1]) - year) > 1]
    if wrong and passage.where.split("/")[0] not in ("terms", "functions"):
        yield OTHER_YEAR.finding(
            passage.where,
            f"{passage.subject}写“{wrong[0].group()}”，而公开年度为{year}年",
            printed=wrong[0][1],
            expected=year,
        )


def _days(passage: Passage) -> Iterator[Finding]:
    for match in _DATES.finditer(passage.text):
        try:
            date(int(match[1] or _LEAP), int(match[2]), int(match[3]))
        except ValueError:
            yield NO_DAY.finding(
                passage.where,
                f"{passage.subject}中的日期“{match.group()}”不存在",
                printed=match.group(),
            )


def private_kinds(text: str) -> list[str]:
    """What of TX-35 a text holds, in words and without the numbers themselves."""
    kinds = {
        "身份证号": any(_is_identity(match[1]) for match in _IDENTITY.finditer(text)),
        "手机号": _PHONE.search(text),
        "银行账号": any(_is_card(match.group()) for match in _CARD.finditer(text)),
        "密级标志": _SECRET.search(text),
    }
    return [kind for kind, found in kinds.items() if found]


def _private(passage: Passage) -> Iterator[Finding]:
    """What it is, never the number itself: findings are published."""
    for kind in private_kinds(passage.text):
        yield PRIVATE.finding(passage.where, f"{passage.subject}疑似含有{kind}，不得公开")


def _is_identity(number: str) -> bool:
    """GB 11643: a birth date inside, and the check character at the end."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _CHECK_WEIGHTS, strict=False))
    return number[17].upper() == "10X98765432"[total % 11]


def _is_card(number: str) -> bool:
    """The Luhn digit of bank cards."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
