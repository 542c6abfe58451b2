"""What a free text says of a figure, against the figure: nothing happened, it rose, it fell.

Only plain words count. A reason that speaks of both directions, or of persons where money is
meant, is left alone: staff may leave while spending grows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from fiscal.checks.answers import check_answers, check_reasons
from fiscal.checks.figures import Figures
from fiscal.checks.passages import Passage
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.money import Change, format_number, half_up, plain
from fiscal.narrative.bindings import ITEM_STATEMENTS
from fiscal.narrative.inputs import free_text_label
from fiscal.narrative.required import FreeText
from fiscal.reference import Reference
from fiscal.report import Report, Staff
from fiscal.scoring import grade_of, unit_total_of

DIRECTION = rule("TX-36", "主要原因与增减方向一致", Severity.ERROR, "D025 D031", rule_set="2026.3")
NOTHING = rule(
    "TX-37",
    "称“无”“一致”“无差异”的，数字亦如此",
    Severity.ERROR,
    "D006 D022 D025",
    rule_set="2026.3",
)
VAGUE = rule("TX-38", "主要原因具体，不笼统", Severity.WARNING, "D024 D027", rule_set="2026.3")
SUBJECT = rule("TX-39", "原因所说的用途与科目相符", Severity.WARNING, "D041", rule_set="2026.3")
STAFF = rule(
    "TX-41",
    "文字所说的人员增减与机构人员情况一致",
    Severity.WARNING,
    "D029 C083",
    rule_set="2026.3",
)
SCORE = rule(
    "TX-40", "文字中的自评得分和等级与自评表一致", Severity.ERROR, "D053", rule_set="2026.3"
)

_MONEY = r"(?:支出|经费|费用?|资金|拨款|缴费|补助|收入|款项|投入|采购额?|开支)"
_MORE = r"(?:增加|增长|上涨|上升|提高|调增|追加|增多|扩大)"
_LESS = r"(?:减少|下降|压减|压缩|缩减|调减|核减|降低|削减|节约|节省)"
_BETWEEN = r"[^，。；、：]{0,6}?"
_OBJECT = rf"[^，。；：增减]{{0,40}}{_MONEY}(?!的?(?:使用|效益|效率|绩效|管理|质量|保障))"
_RISES = re.compile(f"{_MONEY}{_BETWEEN}{_MORE}|{_MORE}{_OBJECT}")
_FALLS = re.compile(f"{_MONEY}{_BETWEEN}{_LESS}|{_LESS}{_OBJECT}")
# A clause about last year, or about what was not done, says nothing of this year's direction …
_CLAUSE = re.compile("[，。；：,;\n]")
_ASIDE = re.compile("(?<![较比与和同])(?:上年|去年|以前年度|往年)|未|没有|无|不再|不予|不安排")
# … and what was granted but not spent turns it round.
_UNSPENT = re.compile(
    "未(?:支付|完成|执行|使用|拨付|到|列支|形成)|结转|滞后|收回|暂缓|推迟|跨年|延期"
)
_SAME = re.compile(r"无差异|无变化|没有变化|无增减|持平|保持一致|完全一致|均未安排|未发生变化")
_NEARLY, _OF_OTHERS = re.compile("基本|大致|总体"), re.compile("人员|人数|编制|机构|职责|任务")
_NONE = re.compile(
    r"(?:本单位|本年度?|我单位|单位)?(?:无|未安排|没有|未发生)[^，。；]{0,12}(?:费|支出|用车)"
)
_VAGUE = re.compile(
    r"(?:(?:本年度?|因|根据|由于|按照?|实际|业务|工作|正常|合理|据实|需要?|支出|经费|人员|费用?|资金"
    r"|增加|减少|增长|下降|变动|变化|增减|列支|开支|安排|情况|所致|导致|的|较上年|有所|相应|，)+)"
)
_SHORTEST = 8
_SUBJECTS = (
    ("住房公积金", ("公积金",)),
    ("基本养老保险", ("养老", "社保", "社会保险", "五险")),
    ("职业年金", ("年金",)),
    ("医疗", ("医疗", "医保", "生育", "失业", "工伤", "大额", "社保", "社会保险", "五险")),
)
_ITEMS = (
    ("住房公积金", "住房公积金"), ("基本养老保险缴费", "基本养老保险"),
    ("职业年金缴费", "职业年金"), ("单位医疗", "医疗"), ("公务员医疗补助", "医疗"),
)  # fmt: skip
_STAFF = re.compile(
    r"(在职|离休|退休)(?:人员|职工|干部)(?:人数)?(?:较上年|比上年|净)?(增加|减少)(?:了)?(?:(\d{1,7})[人名])?"
)
_STAFF_FIELDS = {"在职": "active", "离休": "veteran", "退休": "retired"}
_SCORED = re.compile(
    r"(?<!指标)(?<!执行)(?<!率)(?<!项目)(?<!满意度)(?<!调查)(?<!效益)(?<!产出)(?<!成本)(?<!效能)(?<!平均)"
    r"(?:得分|评分|总分)(?:为|是|达到?)?\s*[:：]?\s*(\d{1,3}(?:\.\d{1,4})?)\s*分"
)
_YEAR = re.compile(r"(20\d\d)年")
_GRADED = re.compile(
    r"(?:评价|自评|绩效)?(?:结果|等级|评级)(?:为|是)?[:：]?[“\"]?(优|良|中|差)(?![\u4e00-\u9fff])"
)


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """TX-36 to TX-41, and TX-53 to TX-55 of the reasons together."""
    texts = figures.texts(reference)
    for text in texts:
        if not text.text.strip():
            continue
        if text.slot.endswith("reason") and text.change is not None:
            yield from _direction(text, text.change)
            yield from _vague(text, text.change)
        yield from _nothing(text)
        yield from _subject(text, report)
    yield from check_answers(texts)
    yield from check_reasons(texts, report)
    yield from _staff(report, figures)
    yield from _scores(report, reference, figures)


def _direction(text: FreeText, moved: Change) -> Iterator[Finding]:
    clauses = [part for part in _CLAUSE.split(text.text) if not _ASIDE.search(part)]
    rises, falls = (any(way.search(part) for part in clauses) for way in (_RISES, _FALLS))
    up = moved.difference > 0
    if not moved.difference or rises in (falls, up) or _UNSPENT.search(text.text):
        return
    shown = f"{moved.direction}{format_number(moved.amount)}"
    yield DIRECTION.finding(
        text.path,
        f"{_place(text)}：数字{shown}，原因却说{'减少' if up else '增加'}：“{text.text}”",
        printed=text.text,
        difference=moved.difference,
    )


def _nothing(text: FreeText) -> Iterator[Finding]:
    """本单位无公务接待费 beside an amount; 预决算无差异 beside a difference."""
    said, severity = text.text.strip("。；; "), None
    if _NONE.fullmatch(said) and text.figure:
        against = f"公开数为{format_number(Decimal(text.figure))}"
    elif _claims_same(said) and text.change is not None and text.change.difference:
        if not text.required:  # 基本持平 of a small change is well said
            if _NEARLY.search(said):
                return
            severity = Severity.WARNING
        against = f"数字{text.change.direction}{format_number(text.change.amount)}"
    else:
        return
    message = f"{_place(text)}写“{text.text}”，而{against}"
    yield NOTHING.finding(text.path, message, severity, printed=text.text)


def _claims_same(said: str) -> bool:
    """Whether the text ends in saying that the money, not the staff, stayed the same."""
    last = _CLAUSE.split(said)[-1]
    same = _SAME.search(last) and not _OF_OTHERS.search(last)
    return bool(same) and not (_RISES.search(said) or _FALLS.search(said))


def _vague(text: FreeText, moved: Change) -> Iterator[Finding]:
    if not text.required or not moved.difference or text.says_nothing:
        return
    said = text.text.strip("。；; ")
    if len(said) < _SHORTEST or _VAGUE.fullmatch(said):
        yield VAGUE.finding(
            text.path,
            f"{_place(text)}“{text.text}”过于笼统，请写明具体事项",
            printed=text.text,
        )


def _subject(text: FreeText, report: Report) -> Iterator[Finding]:
    """A reason that names another insurance than the line's own, and not the line's own."""
    if not text.line:
        return
    line = _line_name(text, report)
    own = next((words for ending, words in _ITEMS if ending in line), None)
    if own is None:
        return
    by_name = dict(_SUBJECTS)
    if any(word in text.text for word in by_name[own]):
        return
    others = [
        word
        for other, words in _SUBJECTS
        if other != own
        for word in words[:1]
        if word in text.text
    ]
    if others:
        yield SUBJECT.finding(
            text.path,
            f"{_place(text)}：科目为“{line}”，原因所说的却是“{others[0]}”",
            printed=others[0],
            expected=line,
        )


def _staff(report: Report, figures: Figures) -> Iterator[Finding]:
    """本年在职人员减少6人 against 第一部分; each text is told of once."""
    for passage in figures.passages:
        if not passage.where.startswith("texts/"):
            continue
        for match in _STAFF.finditer(passage.text):
            kind, direction, number = match.groups()
            moved = _moved(report.staff, _STAFF_FIELDS[kind])
            if moved is None or not _contradicts(moved, direction, number):
                continue
            shown = f"{'增加' if moved >= 0 else '减少'}{abs(moved)}人"
            yield STAFF.finding(
                passage.where,
                f"{passage.subject}说“{match.group()}”，机构人员情况中{kind}人员{shown}",
                printed=match.group(),
                computed=moved,
            )
            break


def _moved(staff: Staff, name: str) -> int | None:
    this, last = getattr(staff, name), getattr(staff, f"{name}_last")
    return None if this is None or last is None else this - last


def _contradicts(moved: int, direction: str, number: str | None) -> bool:
    told = 1 if direction == "增加" else -1
    if moved * told < 0:
        return True
    return number is not None and moved != told * int(number)


def _line_name(text: FreeText, report: Report) -> str:
    number = ITEM_STATEMENTS.get(text.paragraph)
    line = report.statement(number).line(text.line) if number else None
    return line.name if line else ""


def _place(text: FreeText) -> str:
    return free_text_label(text.paragraph, text.slot)


def _scores(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """整体支出 … 综合得分99.74分，评价结果为“优” against the unit-level table."""
    total = _unit_total(report)
    if total is None:
        return
    for passage in figures.passages:
        for sentence in re.split("[。；\n]", passage.text):
            years = {int(year) for year in _YEAR.findall(sentence)} or {report.year}
            is_own = "整体支出" in sentence and report.year in years
            if is_own and passage.where.startswith("texts/"):
                yield from _score(passage, sentence, total, grade_of(total, reference))


def _score(passage: Passage, sentence: str, total: Decimal, grade: str) -> Iterator[Finding]:
    score, graded = _SCORED.search(sentence), _GRADED.search(sentence)
    if score and Decimal(score[1]) != half_up(total, _last_place(score[1])):
        yield SCORE.finding(
            passage.where,
            f"{passage.subject}写得分{score[1]}分，整体支出绩效自评表总分为{plain(total)}分",
            printed=score[1],
            computed=plain(total),
        )
    if graded and grade and graded[1] != grade:
        yield SCORE.finding(
            passage.where,
            f"{passage.subject}写评价结果为“{graded[1]}”，总分{plain(total)}分对应“{grade}”",
            printed=graded[1],
            computed=grade,
        )


def _last_place(digits: str) -> Decimal:
    return Decimal(1).scaleb(-len(digits.partition(".")[2]))


def _unit_total(report: Report) -> Decimal | None:
    if report.unit_evaluation is None:
        return None
    return unit_total_of(report.unit_evaluation, report.year)
