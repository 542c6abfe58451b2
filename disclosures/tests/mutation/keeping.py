"""Changes that leave the truth as it is: none of them may be found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from disclosures.compose import compose
from disclosures.render.docx import render_docx
from disclosures.tests.mutation.model import Mutant, kind, one_of, with_project
from disclosures.tests.mutation.printed import printed
from fiscal.report import Report
from units.reference import shipped_reference

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_AMOUNT = re.compile(r"\d[\d,]*\.\d\d(?=万元)")
_CELL = re.compile(r"\t\d[\d,]*\.\d\d$")
_BODY = re.compile(r"^(?:20\d\d年度|本年|公用经费|与全年|授予|截至)")
_NUMBERED = re.compile(r"((?:（.{1,3}）|.{1,2}、|\d+[.．])?)(.*)", re.DOTALL)
_LONG = 40
Rewrite = Callable[[str, Random], str]


def _file(name: str, rewrite: Callable[[str, Random], bytes]) -> None:
    @kind(f"不变：{name}", keeps=True)
    def make(report: Report, random: Random) -> Mutant | None:
        before = printed(report)
        file = rewrite(before, random)
        return None if file == before.encode() else Mutant("", file=file)


def _text(name: str, rewrite: Rewrite) -> None:
    _file(name, lambda text, random: rewrite(text, random).encode())


def _some(pattern: re.Pattern[str], new: Rewrite) -> Rewrite:
    """Rewrite about a third of what matches."""

    def rewrite(text: str, random: Random) -> str:
        return pattern.sub(
            lambda match: new(match[0], random) if random.random() < 0.3 else match[0], text
        )

    return rewrite


def _some_lines(new: Rewrite, only: Callable[[str], object] = bool) -> Rewrite:
    def rewrite(text: str, random: Random) -> str:
        lines = [
            new(line, random) if only(line) and random.random() < 0.3 else line
            for line in text.split("\n")
        ]
        return "\n".join(lines)

    return rewrite


def _broken(line: str, random: Random) -> str:
    place = random.randrange(10, len(line) - 5)
    return f"{line[:place]}\n{line[place:]}"


def _spaced(line: str, random: Random) -> str:
    place = random.randrange(1, len(line))
    return line[:place] + random.choice((" ", "\u3000", "\xa0")) + line[place:]


def _bare(number: str, random: Random) -> str:
    """1,234.50 as 1234.5."""
    plain = number.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


_file("换行符CRLF", lambda text, random: text.replace("\n", "\r\n").encode())
_file("UTF-8带BOM", lambda text, random: b"\xef\xbb\xbf" + text.encode())
_file("GB18030编码", lambda text, random: text.encode("gb18030"))
_file("UTF-16编码", lambda text, random: text.encode("utf-16"))
_text("全角数字", _some(_AMOUNT, lambda number, random: number.translate(_FULL_WIDTH)))
_text("千分位和末尾零", _some(_AMOUNT, _bare))
_text(
    "表格数字不写千分位",
    _some_lines(
        lambda cell, random: cell.replace(",", ""), lambda line: _CELL.match(line) and "," in line
    ),
)
_text("行首空格", _some_lines(lambda line, random: "　　" + line, lambda line: line[:1] != "\t"))
_text("行末空格", _some_lines(lambda line, random: line + "  "))
_text("多余空行", _some_lines(lambda line, random: line + "\n", lambda line: line[:1] != "\t"))
_text("字间空格", _some_lines(_spaced, lambda line: _BODY.match(line)))
_text("一段分成两行", _some_lines(_broken, lambda line: _BODY.match(line) and len(line) > _LONG))
_text(
    "半角括号",
    _some_lines(
        lambda line, random: line.replace("（", "(").replace("）", ")"),
        lambda line: _BODY.match(line),
    ),
)
_text(
    "半角逗号",
    _some_lines(lambda line, random: line.replace("，", ","), lambda line: _BODY.match(line)),
)
_text(
    "全角冒号",
    _some_lines(lambda line, random: line.replace(":", "："), lambda line: "(项):" in line),
)
_text("全角百分号", _some(re.compile("(?<=[0-9])%(?=[，；。])"), lambda sign, random: "％"))
_text("截止与截至", _some(re.compile("^截至", re.MULTILINE), lambda word, random: "截止"))
_text("引号写法", _some(re.compile("[“”]"), lambda mark, random: '"'))


@kind("不变：Word文件", keeps=True)
def _docx(report: Report, random: Random) -> Mutant | None:
    document = compose(report, shipped_reference(report.year), imported=True)
    return Mutant("", file=render_docx(document))


# --- in a draft ---------------------------------------------------------------------------------


@kind("不变：项目次序", keeps=True)
def _projects(report: Report, random: Random) -> Mutant | None:
    projects = random.sample(report.projects, len(report.projects))
    return Mutant("", replace(report, projects=tuple(projects)))


@kind("不变：科室次序", keeps=True)
def _offices(report: Report, random: Random) -> Mutant | None:
    listed = report.organisation.offices
    shuffled = replace(report.organisation, offices=tuple(random.sample(listed, len(listed))))
    return Mutant("", replace(report, organisation=shuffled))


@kind("不变：职能段落次序", keeps=True)
def _functions(report: Report, random: Random) -> Mutant | None:
    """The numbers in front of the paragraphs stay in their order."""
    split = [_NUMBERED.match(text) for text in report.functions]
    parts = [(match[1], match[2]) for match in split if match]
    bodies = random.sample([body for _, body in parts], len(parts))
    functions = tuple(number + body for (number, _), body in zip(parts, bodies, strict=True))
    return Mutant("", replace(report, functions=functions))


def _reworded(name: str, rewrite: Callable[[str, Random], str]) -> None:
    @kind(f"不变：{name}", keeps=True)
    def make(report: Report, random: Random) -> Mutant | None:
        key = one_of(random, (key for key, text in report.texts.items() if len(text) > 6))
        if key is None:
            return None
        text = rewrite(report.texts[key], random)
        changed = {**report.texts, key: text}
        return None if text == report.texts[key] else Mutant("", replace(report, texts=changed))


def _turned(text: str, random: Random) -> str:
    clauses = re.split("[；，]", text)
    return "，".join(reversed(clauses))


_reworded("原因分句次序", _turned)
_reworded("原因末尾句号", lambda text, random: text + "。")
_reworded("原因中的空格", _spaced)
_reworded("原因前加“因”", lambda text, random: f"主要是{text}")


@kind("不变：指标次序", keeps=True)
def _indicators(report: Report, random: Random) -> Mutant | None:
    """Among those of the same kind."""
    index = random.randrange(len(report.projects))
    items = list(report.projects[index].indicators)
    places = [i for i, item in enumerate(items) if item.level2 == items[0].level2]
    if len(places) < 2:
        return None
    one, other = random.sample(places, 2)
    items[one], items[other] = items[other], items[one]
    return Mutant("", with_project(report, index, indicators=tuple(items)))


@kind("不变：金额末尾的零", keeps=True)
def _trailing_zeros(report: Report, random: Random) -> Mutant | None:
    """100.00 as 100.0000: the same amount."""
    budgets = report.budgets
    if budgets.fiscal is None or budgets.general is None:
        return None
    scaled = replace(
        budgets, fiscal=budgets.fiscal.quantize(budgets.fiscal / budgets.fiscal / 10000),
        general=budgets.general.normalize(),
    )  # fmt: skip
    return Mutant("", replace(report, budgets=scaled))


@kind("不变：指标值写法", keeps=True)
def _operators(report: Report, random: Random) -> Mutant | None:
    """≥95％ for >=95%."""
    index = random.randrange(len(report.projects))
    items = tuple(
        replace(
            item,
            target=item.target.replace(">=", "≥").replace("<=", "≤").replace("%", "％"),
            actual=item.actual.replace("%", "％"),
        )
        for item in report.projects[index].indicators
    )
    return Mutant("", with_project(report, index, indicators=items))
