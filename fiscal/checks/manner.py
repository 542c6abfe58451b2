"""How free texts are written: numbering, repetition, figures, the name for oneself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fiscal.checks.figures import Figures
from fiscal.checks.passages import Passage
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import FINAL_ACCOUNTS, Report

NUMBERING = rule("TX-44", "文字中的序号连续、不重复", Severity.WARNING, "D037", rule_set="2026.3")
REPEATED = rule("TX-45", "段落和句子不重复", Severity.WARNING, "D037", rule_set="2026.3")
FIGURES = rule(
    "TX-46", "文字中的金额和百分比书写规范", Severity.WARNING, "D033 D034 D035", rule_set="2026.3"
)
OWN_NAME = rule(
    "TX-47", "公开主体的称呼与有无下属单位相符", Severity.WARNING, "D038", rule_set="2026.3"
)
WRONG_WORD = rule(
    "TX-48", "文字中没有叠词和常见错别字", Severity.WARNING, "D037", rule_set="2026.3"
)

_CHINESE = "一二三四五六七八九十"
_BEGINS = r"(?:^|(?<=[。；;：:\n\s]))"
# The ways of numbering; a digit behind a mark belongs to a figure: 3.2024年, 1.5万元.
_WAYS = (
    re.compile(r"目标(\d{1,2})[:：.、．]"),
    re.compile(rf"{_BEGINS}(\d{{1,2}})[.、．](?!\d)"),
    re.compile(rf"{_BEGINS}[（(]([{_CHINESE}]{{1,3}})[)）]"),
    re.compile(rf"{_BEGINS}([{_CHINESE}]{{1,3}})是"),
)
# … and of numbering paragraphs.
_PARAGRAPH_WAYS = (
    re.compile(rf"^[（(]([{_CHINESE}]{{1,3}})[)）]", re.MULTILINE),
    re.compile(rf"^([{_CHINESE}]{{1,3}})、", re.MULTILINE),
    re.compile(r"^(\d{1,2})[.、．](?!\d)", re.MULTILINE),
)
_LIST_NUMBER = re.compile(rf"^(?:[（(]?(?:[{_CHINESE}]{{1,3}}|\d{{1,2}})[)）、.．是]+)")
_SENTENCE = re.compile(r"[。；;\n]+")
_SENTENCE_LENGTH = 15  # shorter ones may return like a refrain
_NUMBER = r"(?<![\d.,])\d{1,12}"
_FIGURES = re.compile(
    rf"[%％]{{2,}}|\d(?:万元|元)(?:万元|元)|\d万万元|\d\.{{2,3}}\d"
    rf"|{_NUMBER}\.\d{{1,8}}\.\d{{1,8}}(?=[万亿]?元|[%％])"
    rf"|(?!(?<!\d)\d{{1,3}}(?:,\d{{3}})+(?![\d,])){_NUMBER}(?:,\d{{1,8}}){{1,6}}(?:\.\d{{1,8}})?(?=[万亿]?元)"
    r"|(?:占比|占\w{0,10}的|增长率?|下降|完成率|执行率)(?:为|达到?|了)?\d{1,12}\.\d{1,8}(?=[，。；,;]|$)"
)
_DEPARTMENT = re.compile(r"(?:(?<![基资成])本|我)部门")
_OTHERS_BELOW = re.compile(r"(?:所属|下属)(?:各)?(?:预算)?单位决算")
_WRONG = {
    "布署": "部署", "按装": "安装", "既使": "即使", "决对": "绝对", "再接再励": "再接再厉",
    "帐户": "账户", "帐目": "账目", "帐务": "账务", "转帐": "转账", "对帐": "对账", "报帐": "报账",
    "记帐": "记账", "挂帐": "挂账", "坏帐": "坏账", "学题教育": "学习教育", "满地度": "满意度",
    "合格律": "合格率", "幅射": "辐射", "松驰": "松弛", "渡过难关": "度过难关",
    "防患未燃": "防患未然", "提高提高": "提高", "有侯": "有候",
}  # fmt: skip
_WORD = re.compile(
    "|".join(map(re.escape, _WRONG))
    + "|(经费|项目|人员|增加|减少|预算|决算|单位|部门|年度|导致|原因|本年|较上年|主要|完成)"
    + r"\1"
)


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """TX-44 to TX-48."""
    alone = report.kind == FINAL_ACCOUNTS and not report.organisation.subordinates
    for passage in figures.passages:
        yield from _numbering(passage, _WAYS)
        yield from _sentences(passage)
        yield from _figures(passage)
        yield from _words(passage)
        if alone and passage.where not in ("functions", "terms"):
            yield from _own_name(passage)
    for where, label, texts in (
        ("functions", "主要职能", report.functions),
        ("other_matters", "其他需说明的事项", report.other_matters),
        ("terms", "名词解释", report.terms),
    ):
        yield from _paragraphs(where, label, texts)


def _numbering(passage: Passage, ways: Sequence[re.Pattern[str]]) -> Iterator[Finding]:
    """The first number that neither goes on, begins a list, nor returns to an outer one."""
    for way in ways:
        outer: list[int] = []
        for match in way.finditer(passage.text):
            number = _number(match[1])
            if number == 1:
                outer.append(1)
                continue
            while outer and outer[-1] != number - 1 and len(outer) > 1:
                outer.pop()
            if outer and outer[-1] != number - 1:
                yield NUMBERING.finding(
                    passage.where,
                    f"{passage.subject}的序号“{match.group()}”接在第{outer[-1]}项之后，重复或不连续",
                    printed=match.group(),
                )
                break
            outer[-1:] = [number]


def _number(text: str) -> int:
    """Arabic or Chinese, up to 九十九."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    digit = _CHINESE.find(ones) + 1 if ones else 0
    return (((_CHINESE.find(tens) + 1) if tens else 1) * 10 if ten else 0) + digit


def _sentences(passage: Passage) -> Iterator[Finding]:
    if len(passage.text) < 2 * _SENTENCE_LENGTH:
        return
    seen: set[str] = set()
    for sentence in _SENTENCE.split(passage.text):
        bare = _LIST_NUMBER.sub("", sentence.strip())
        if len(bare) >= _SENTENCE_LENGTH and bare in seen:
            shown = bare[:20]
            message = f"{passage.subject}重复了同一句话：“{shown}…”"
            yield REPEATED.finding(passage.where, message, printed=shown)
            return
        seen.add(bare)


def _paragraphs(where: str, label: str, texts: tuple[str, ...]) -> Iterator[Finding]:
    whole = "\n".join(text.strip() for text in texts)
    yield from _numbering(Passage(where, label, whole), _PARAGRAPH_WAYS)
    seen: dict[str, int] = {}
    for number, text in enumerate(texts, 1):
        bare = _LIST_NUMBER.sub("", "".join(text.split()))
        first = seen.setdefault(bare, number)
        if len(bare) >= _SENTENCE_LENGTH and first != number:
            message = f"{label}第{number}段与第{first}段相同"
            yield REPEATED.finding(where, message, printed=bare[:20])


def _figures(passage: Passage) -> Iterator[Finding]:
    if match := _FIGURES.search(passage.text):
        yield FIGURES.finding(
            passage.where,
            f"{passage.subject}“{match.group()}”的写法不规范，请核对数字、单位和百分号",
            printed=match.group(),
        )


def _words(passage: Passage) -> Iterator[Finding]:
    if match := _WORD.search(passage.text):
        right = _WRONG.get(match.group(), match[1])
        yield WRONG_WORD.finding(
            passage.where,
            f"{passage.subject}的“{match.group()}”疑为“{right}”",
            printed=match.group(),
            expected=right,
        )


def _own_name(passage: Passage) -> Iterator[Finding]:
    """Units below that there are not; a single unit may call itself 部门 as well as 单位."""
    below = _OTHERS_BELOW.search(passage.text)
    if match := below or _DEPARTMENT.search(passage.text):
        yield OWN_NAME.finding(
            passage.where,
            f"{passage.subject}写“{match.group()}”，而本单位没有下属单位，请统一公开主体的称呼",
            None if below else Severity.INFO,
            printed=match.group(),
        )
