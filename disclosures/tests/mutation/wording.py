"""Free texts: what people wrote speaks against the figures, or should not be published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from disclosures.tests.mutation.model import Mutant, at, kind, one_of, with_project
from fiscal.narrative.required import free_texts
from fiscal.report import Report
from units.reference import shipped_reference

_OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "上涨": "下跌"}
Edit = Callable[[str, Random], str | None]


def _insert(word: str) -> Edit:
    """Anywhere but in a number, which would swallow it."""

    def edit(text: str, random: Random) -> str:
        places = [
            place
            for place in range(len(text) + 1)
            if not any(letter.isdigit() for letter in text[max(place - 1, 0) : place + 1])
        ]
        place = random.choice(places)
        return text[:place] + word + text[place:]

    return edit


def _of_texts(name: str, edit: Edit, only: str = "") -> None:
    """Change one of ``Report.texts`` (whose key holds ``only``)."""

    @kind(name)
    def make(report: Report, random: Random) -> Mutant | None:
        key = one_of(random, (key for key, text in report.texts.items() if text and only in key))
        text = edit(report.texts[key], random) if key else None
        if key is None or text is None:
            return None
        return Mutant(f"texts/{key}", replace(report, texts={**report.texts, key: text}))


def _of_any(name: str, edit: Edit) -> None:
    """Change a reason, a result of a project, a paragraph of other matters or of 主要职能."""

    @kind(name)
    def make(report: Report, random: Random) -> Mutant | None:
        choice = random.randrange(4)
        if choice == 0 or not report.projects:
            key = one_of(random, (key for key, text in report.texts.items() if text))
            if key is None:
                return None
            text = edit(report.texts[key], random) or ""
            return Mutant(f"texts/{key}", replace(report, texts={**report.texts, key: text}))
        if choice == 1:
            index = random.randrange(len(report.functions))
            text = edit(report.functions[index], random) or ""
            return Mutant("functions", replace(report, functions=at(report.functions, index, text)))
        index = random.randrange(len(report.projects))
        name = "goal" if choice == 2 else "result"
        text = edit(getattr(report.projects[index], name), random) or ""
        return Mutant(f"projects/{index}/{name}", with_project(report, index, **{name: text}))


def _reversed(text: str, random: Random) -> str | None:
    """Every direction word turned round, so that the reason tells the opposite."""
    words = [word for word in _OPPOSITE if word in text]
    if not words:
        return None
    marked = text
    for index, word in enumerate(_OPPOSITE):
        marked = marked.replace(word, f"\0{index}")
    for index, word in enumerate(_OPPOSITE.values()):
        marked = marked.replace(f"\0{index}", word)
    return marked


_of_texts("原因：增减方向反了", _reversed, ".reason")
_of_texts("原因：写成无变化", lambda text, random: "与上年一致，无增减变化", "cmp.reason")


def _required_reason(name: str, said: str) -> None:
    """Where the change is beyond the thresholds; a small one need not be explained."""

    @kind(name)
    def make(report: Report, random: Random) -> Mutant | None:
        texts = free_texts(report, shipped_reference(report.year))
        required = (t.path for t in texts if t.required and t.slot == "reason" and t.text)
        path = one_of(random, required)
        if path is None:
            return None
        key = path.removeprefix("texts/")
        return Mutant(path, replace(report, texts={**report.texts, key: said}))


_required_reason("原因：只写“无”", "无")
_required_reason("原因：清空", "")
_required_reason("原因：笼统", "根据实际工作需要")


@kind("原因：与另一科目对调")
def _swapped(report: Report, random: Random) -> Mutant | None:
    """Between two 项 whose reasons name what they are for."""
    keys = [k for k in report.texts if k.startswith("s5.3.item.reason") and report.texts[k]]
    named = ("2210201", "2080505", "2080506", "2101101", "2101102")
    key = one_of(random, (k for k in keys if k.endswith(named)))
    others = [k for k in keys if k != key and report.texts[k] != report.texts.get(key or "")]
    other = one_of(random, (k for k in others if k.endswith(named)))
    if key is None or other is None:
        return None
    texts = {**report.texts, key: report.texts[other], other: report.texts[key]}
    return Mutant(f"texts/{key}", replace(report, texts=texts))


_of_any("文字：占位符XX", _insert("XX"))
_of_any("文字：占位符××", _insert("××单位"))
_of_any("文字：空括号【】", _insert("【】"))
_of_any("文字：增加（减少）未选", _insert("增加（减少）"))
_of_any("文字：不存在的日期", _insert("2024年11月31日"))
_of_any("文字：不存在的月份", _insert("于2024年13月5日完成"))
_of_any("文字：手机号", _insert("（联系人电话13812345678）"))
_of_any("文字：身份证号", _insert("（11010519491231002X）"))
_of_any("文字：银行账号", _insert("账号6222021234567890128"))
_of_any("文字：密级标志", _insert("机密★"))
_of_any("文字：标点重复", _insert("。。"))
_of_any("文字：问号批注", _insert("[批注1]"))
_of_any("文字：未来年份", lambda text, random: f"{text}。已于2204年完成")


@kind("文字：截止日期写成上年")
def _last_years_end(report: Report, random: Random) -> Mutant | None:
    index = one_of(random, (
        i for i, project in enumerate(report.projects) if f"截至{report.year}年" in project.result
    ))  # fmt: skip
    if index is None:
        return None
    other = report.year + random.choice((-1, 1, -10))
    text = report.projects[index].result.replace(f"截至{report.year}年", f"截至{other}年")
    return Mutant(f"projects/{index}/result", with_project(report, index, result=text))


@kind("文字：词语写了两遍")
def _twice(report: Report, random: Random) -> Mutant | None:
    key = one_of(random, (key for key, text in report.texts.items() if len(text) > 12))
    if key is None:
        return None
    text = report.texts[key]
    start = random.randrange(len(text) - 5)
    word = text[start : start + 4]
    if not all("\u4e00" <= letter <= "\u9fff" for letter in word):
        return None
    doubled = text[: start + 4] + word + text[start + 4 :]
    return Mutant(f"texts/{key}", replace(report, texts={**report.texts, key: doubled}))


@kind("文字：整句写了两遍")
def _sentence_twice(report: Report, random: Random) -> Mutant | None:
    key = one_of(random, (key for key, text in report.texts.items() if len(text) > 12))
    if key is None:
        return None
    text = f"{report.texts[key]}。{report.texts[key]}"
    return Mutant(f"texts/{key}", replace(report, texts={**report.texts, key: text}))


@kind("文字：人员增减人数错")
def _staff(report: Report, random: Random) -> Mutant | None:
    moved = (report.staff.retired or 0) - (report.staff.retired_last or 0)
    key = one_of(
        random, (k for k, t in report.texts.items() if "人员" in t and f"{abs(moved)}人" in t)
    )
    if key is None or not moved:
        return None
    text = report.texts[key].replace(f"{abs(moved)}人", f"{abs(moved) + random.randint(1, 9)}人")
    return Mutant(f"texts/{key}", replace(report, texts={**report.texts, key: text}))


@kind("主要职能：两段相同")
def _function_twice(report: Report, random: Random) -> Mutant | None:
    twice = (*report.functions, report.functions[0])
    return Mutant("functions", replace(report, functions=twice)) if report.functions else None


@kind("主要职能：清空")
def _no_functions(report: Report, random: Random) -> Mutant | None:
    return Mutant("functions", replace(report, functions=()))
