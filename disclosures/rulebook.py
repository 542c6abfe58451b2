"""Every rule a finding can name, whoever made it, in the groups in which people look for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from disclosures.readers.rules import READER_RULES
from disclosures.workbooks.rules import WORKBOOK_RULES
from fiscal.checks import RULES
from fiscal.finding import Finding, Severity
from fiscal.narrative import TEXT_RULES

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Group:
    """Rules about one thing. ``advice`` says what to do about an error or a warning."""

    key: str
    title: str
    advice: str


STATEMENTS = Group("statements", "报表之内", "对照账表核对这几个数，改正填错的一个。")
ACROSS = Group("across", "报表与报表、报表与其他数字之间", "对照几处的数，改正与账不符的一处。")
PERFORMANCE = Group("performance", "绩效目标和自评", "打开这张绩效表，核对目标值、业绩值和得分。")
TEXTS = Group("texts", "文字说明", "改正这处文字；文字无误的，核对它说到的数字。")
PRESENCE = Group("presence", "填报齐全", "补齐缺少的内容；确实没有的，填“无”或零。")
DOCUMENT = Group("document", "读取公开文件", "在原文件中改正所指的地方，再检查一次。")
WORKBOOK = Group("workbook", "读取工作簿", "在工作簿中改正所指的单元格，保存后再检查一次。")
UPLOAD = Group("upload", "上传", "核对上传的是不是这个单位、这个年度的文件。")
OTHER = Group("other", "其他", "核对所指的地方。")

GROUPS = (
    STATEMENTS, ACROSS, PERFORMANCE, TEXTS, PRESENCE, DOCUMENT, WORKBOOK, UPLOAD, OTHER,
)  # fmt: skip
_BY_PREFIX = {
    "ST": STATEMENTS, "XS": ACROSS, "PE": PERFORMANCE, "TX": TEXTS, "CM": PRESENCE,
    "RD": DOCUMENT, "WB": WORKBOOK, "UP": UPLOAD,
}  # fmt: skip
_NOTHING_TO_DO = "不需要处理。"

# Of an upload to the desk; ``disclosures.intake`` makes these findings.
UPLOAD_RULES = {
    "UP-01": ("文件是另一个年度的", ERROR),
    "UP-02": ("文件是另一个单位的", ERROR),
    "UP-03": ("文件不是所填的类别", ERROR),
    "UP-04": ("几个文件中有同一内容", ERROR),
    "UP-05": ("文件没有读完", ERROR),
    "UP-06": ("文件中没有可取的内容", ERROR),
}
# What ``fiscal.narrative.recover`` says in one severity only, and not as a warning.
_RECOVERING = {"TX-02": ERROR, "TX-07": ERROR, "TX-08": INFO, "TX-09": INFO}
READING = "读取文件"


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as people read it. ``since`` and ``rule_set`` are None where it has none."""

    id: str
    title: str
    severity: Severity
    group: Group
    basis: str = READING
    since: int | None = None
    rule_set: str = ""


def _entries() -> Iterator[Entry]:
    for rule in RULES.values():
        group = _BY_PREFIX.get(rule.id[:2], OTHER)
        yield Entry(
            rule.id, rule.title, rule.severity, group, rule.basis, rule.since, rule.rule_set
        )
    for name, read in {**READER_RULES, **WORKBOOK_RULES}.items():
        yield _of_reading(name, read.title, read.severity)
    for name, title in TEXT_RULES.items():
        yield _of_reading(name, title, _RECOVERING.get(name, WARNING))
    for name, (title, severity) in UPLOAD_RULES.items():
        yield _of_reading(name, title, severity)


def _of_reading(name: str, title: str, severity: Severity) -> Entry:
    """Readers' rules about the text of a document stand with those about the document."""
    group = DOCUMENT if name.startswith("TX") else _BY_PREFIX[name[:2]]
    return Entry(name, title, severity, group)


RULEBOOK: Mapping[str, Entry] = MappingProxyType(
    {entry.id: entry for entry in sorted(_entries(), key=lambda entry: entry.id)}
)


def entry_of(rule: str) -> Entry:
    """The entry of a rule; a document frozen long ago may name one that is no more."""
    return RULEBOOK.get(rule) or Entry(rule, "", INFO, _BY_PREFIX.get(rule[:2], OTHER), "")


def advice(finding: Finding) -> str:
    """What to do about it."""
    told = entry_of(finding.rule).group.advice
    match finding.severity:
        case Severity.ERROR:
            return told
        case Severity.WARNING:
            return f"{told.removesuffix('。')}；属实的，写明原因。"
        case _:
            return _NOTHING_TO_DO
