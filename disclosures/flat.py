"""Projects, targets and indicators of drafts as lists.

What is exported is everything within reach; what is imported becomes one edit of each draft that
it touches, so that lock, permission, state, checks and events are those of ``actions.edit``.
Records are added and changed by a list, never removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from django.db.models import Q, QuerySet

from disclosures import actions
from disclosures.models import Disclosure, State, Verb
from disclosures.refusal import ActionRefused
from fiscal.codec import to_plain
from fiscal.edits import Change
from fiscal.report import FINAL_ACCOUNTS, TARGETS, ProjectEvaluation, ProjectTarget
from performance.models import KINDS, Evaluation, Indicator, Target
from units.exchange import Table
from units.flat import Choice, FlatResource, ListRefusedError, Number, Whole, YesNo, column
from units.permissions import VIEW, reach

_FILED_BY = "填报单位代码"
_REASON = "导入清单"
PROJECT, WHOLE, TARGET = "projects", "unit_evaluation", "targets"
_PARTS = {PROJECT: "项目自评", WHOLE: "整体自评", TARGET: "绩效目标"}


class Filing(NamedTuple):
    """Which disclosure a row belongs to, as the list says it."""

    unit: str
    year: int
    kind: str

    def __str__(self) -> str:
        return f"{self.unit}（{self.year}年，{KINDS.get(self.kind, self.kind)}）"


class FiledResource(FlatResource):
    """Rows of filings; a subclass says where each stands in the Report."""

    filer = column("filer", _FILED_BY)
    filer_name = column("filer_name", "填报单位", readonly=True)
    year = column("year", "年度", Whole())
    kind = column("kind", "公开类别", Choice(KINDS))

    fixed: ClassVar[tuple[str, ...]] = ("filer", "year", "kind")  # columns that are no content

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def within(self, filings: Mapping[str, Any]) -> Q:
        """The condition ``filings`` on the disclosure's unit, for this model."""
        return Q(**{f"filed_by__{name}": value for name, value in filings.items()})

    def known(self, row: Any) -> Any:
        """The row with what the columns show."""
        row.filer, row.filer_name = row.filed_by.code, row.filed_by.name
        return row

    def table_of(self, one: Any) -> str:
        """Address of the project or target that a record is or belongs to."""
        raise NotImplementedError

    def address_of(self, one: Any) -> str:
        return self.table_of(one)

    def iter_queryset(self, queryset: QuerySet[Any]) -> Iterable[Any]:
        rows = self.rows().filter(pk__in=queryset.values("pk"))
        return map(self.known, rows.iterator(chunk_size=2000))

    def init_instance(self, row: Any = None) -> Any:
        one = self._meta.model()
        one.filer = ""
        return one

    def before_import(self, dataset: Table, **kwargs: Any) -> None:
        named = dataset[_FILED_BY] if _FILED_BY in dataset.headers else []
        self.units = set(named)
        super().before_import(dataset, **kwargs)

    def read_present(self) -> Iterable[Any]:
        visible = {"in": reach(self.by, VIEW).filter(code__in=self.units)}
        drafts = Disclosure.objects.filter(
            unit__in=reach(self.by, Verb.EDIT), unit__code__in=self.units, state=State.DRAFT
        )
        self.drafts = {
            Filing(draft.unit.code, draft.year, draft.kind): draft
            for draft in drafts.select_related("unit")
        }
        return [self.known(row) for row in self.rows().filter(self.within(visible))]

    def check(self, instance: Any, original: Any) -> dict[str, str]:
        filing = Filing(instance.filer, instance.year, instance.kind)
        if filing not in self.drafts:
            return {"filer": f"{filing}没有可以由您修改的草稿"}
        return {}

    # --- writing ---

    def write(self, created: Sequence[Any], changed: Sequence[tuple[Any, Any]]) -> None:
        changes: dict[Filing, list[Change]] = defaultdict(list)
        for before, after in changed:
            changes[self._filing(after)] += self.changes_of(before, after)
        for one in sorted(created, key=self._place):
            changes[self._filing(one)] += self.addition_of(one)
        # All before the first event, in one order: two lists at once must not wait for each other.
        wanted_drafts = [self.drafts[filing].pk for filing in changes]
        list(Disclosure.objects.select_for_update().filter(pk__in=wanted_drafts).order_by("pk"))
        for filing, wanted in changes.items():
            self._edit(filing, wanted)

    def _edit(self, filing: Filing, changes: list[Change]) -> None:
        draft, reason = self.drafts[filing], f"{_REASON}：{self.origin}"
        try:
            edited = actions.edit(
                disclosure=draft, changes=changes, by=self.by, at=self.at, reason=reason
            )
        except ActionRefused as refused:
            raise ListRefusedError(
                *(f"{filing}：{finding.message}" for finding in refused.findings)
            ) from refused
        if edited.conflicts:
            raise ListRefusedError(f"{filing}：草稿在读取之后已有改动，请重新预览")

    def changes_of(self, before: Any, after: Any) -> list[Change]:
        """Behind the names of what the addresses mean, so that a draft in motion is a conflict."""
        address = self.address_of(after)
        values = {
            name: (getattr(before, name), getattr(after, name))
            for name in ("name", *self.differences(before, after))
        }
        guards = [*self.guards_of(after), Change(f"{address}/name", before.name, before.name)]
        return guards + [
            Change(f"{address}/{name}", to_plain(old), to_plain(new))
            for name, (old, new) in values.items()
            if old != new
        ]

    def guards_of(self, one: Any) -> list[Change]:
        """That the table of a record is still the one that its row named."""
        return []

    def addition_of(self, one: Any) -> list[Change]:
        content = {field.attribute for field in self.fields.values() if not field.readonly}
        record = {name: to_plain(getattr(one, name)) for name in content - set(self.fixed)}
        place = f"{self.address_of(one).rpartition('/')[0]}/+"
        return [*self.guards_of(one), Change(place, None, record)]

    def _filing(self, one: Any) -> Filing:
        return Filing(one.filer, one.year, one.kind)

    def _place(self, one: Any) -> tuple[Any, ...]:
        return tuple(part or 0 for part in self.key_of(one))

    def check_all(self) -> Iterable[tuple[Any, str, str]]:
        """What is new follows what is there, without a gap."""
        count: dict[tuple[Any, ...], int] = defaultdict(int)
        for key in self.present:
            count[key[:-1]] += 1
        for one in sorted(self.new.values(), key=self._place):
            *table, number = self.key_of(one)
            count[tuple(table)] += 1
            if number != count[tuple(table)]:
                yield one, "number", f"新增的序号应为 {count[tuple(table)]}"


class _TableResource(FiledResource):
    """Projects, whole: one row for each table of the Report."""

    number = column("number", "项目序号", Whole())
    fixed = (*FiledResource.fixed, "number")
    group: ClassVar[str]
    only: ClassVar[str]  # the kind of disclosure that carries them

    def known(self, row: Any) -> Any:
        row.number, row.name = row.position + 1, row.project.name
        return super().known(row)

    def init_instance(self, row: Any = None) -> Any:
        one = super().init_instance(row)
        one.name = ""
        return one

    def table_of(self, one: Any) -> str:
        return f"{self.group}/{one.number - 1}"

    def check(self, instance: Any, original: Any) -> dict[str, str]:
        if instance.kind != self.only:
            return {"kind": f"应为{KINDS[self.only]}"}
        if not instance.name:
            return {"name": "不能为空"}
        return super().check(instance, original)


class EvaluationResource(_TableResource):
    """Self-evaluations of projects, without their money and indicators."""

    name = column("name", "项目名称")
    department = column("department", "主管部门")
    implementer = column("implementer", "实施单位")
    goal = column("goal", "年度总体目标")
    result = column("result", "实际完成情况")
    group, only = PROJECT, FINAL_ACCOUNTS

    class Meta:
        model = Evaluation
        import_id_fields = ("filer", "year", "kind", "number")

    def rows(self) -> QuerySet[Evaluation]:
        projects = Evaluation.objects.filter(project__isnull=False)
        return projects.select_related("filed_by", "project").order_by(
            "filed_by__code", "year", "kind", "position"
        )

    def addition_of(self, one: Any) -> list[Change]:
        (added,) = super().addition_of(one)
        blank = to_plain(ProjectEvaluation(one.name, "", "", (), "", "", ()))
        return [Change(added.path, None, {**blank, **added.new})]


class TargetResource(_TableResource):
    """Targets of projects, without their indicators. Amounts in yuan."""

    name = column("name", "项目名称")
    unit_name = column("unit_name", "预算单位")
    leader = column("leader", "项目负责人")
    total = column("total", "资金总额（元）", Number())
    fiscal = column("fiscal", "财政拨款（元）", Number())
    other = column("other", "其他资金（元）", Number())
    goal = column("goal", "年度总体目标")
    group, only = TARGET, TARGETS

    class Meta:
        model = Target
        import_id_fields = ("filer", "year", "kind", "number")

    def rows(self) -> QuerySet[Target]:
        return Target.objects.select_related("filed_by", "project").order_by(
            "filed_by__code", "year", "kind", "position"
        )

    def addition_of(self, one: Any) -> list[Change]:
        (added,) = super().addition_of(one)
        blank = to_plain(ProjectTarget("", one.name, "", None, None, None, "", ()))
        return [Change(added.path, None, {**blank, **added.new})]


class IndicatorResource(FiledResource):
    """Indicators of evaluations and targets."""

    part = column("part", "所属表", Choice(_PARTS))
    table_number = column("table_number", "项目序号", Whole())
    table_name = column("table_name", "项目名称")
    number = column("number", "指标序号", Whole())
    level1 = column("level1", "一级指标")
    level2 = column("level2", "二级指标")
    name = column("name", "三级指标")
    target = column("target", "指标值")
    weight = column("weight", "权重", Number())
    actual = column("actual", "实际完成值")
    rate = column("rate", "完成率（%）", Number())
    score = column("score", "得分", Number())
    basis = column("basis", "指标值设定依据")
    prior = column("prior", "上年完成情况")
    rule = column("rule", "赋分规则")
    evidence = column("evidence", "佐证资料")
    deviation = column("deviation", "偏差原因分析及改进措施")
    lower_is_better = column("lower_is_better", "越低越好", YesNo())
    override_reason = column("override_reason", "调整得分理由")
    midyear = column("midyear", "1–7月完成值")

    fixed = (*FiledResource.fixed, "part", "table_number", "table_name", "number")

    class Meta:
        model = Indicator
        import_id_fields = ("filer", "year", "kind", "part", "table_number", "number")

    def rows(self) -> QuerySet[Indicator]:
        return Indicator.objects.select_related(
            "evaluation__filed_by", "evaluation__project",
            "target_table__filed_by", "target_table__project",
        ).order_by("evaluation_id", "target_table_id", "position")  # fmt: skip

    def within(self, filings: Mapping[str, Any]) -> Q:
        evaluated, planned = (
            Q(**{f"{table}__filed_by__{name}": value for name, value in filings.items()})
            for table in ("evaluation", "target_table")
        )
        return evaluated | planned

    def known(self, row: Any) -> Any:
        table = row.evaluation or row.target_table
        whole = table.project is None
        row.filer, row.filer_name = table.filed_by.code, table.filed_by.name
        row.year, row.kind, row.number = table.year, table.kind, row.position + 1
        row.part = TARGET if row.evaluation is None else WHOLE if whole else PROJECT
        row.table_number = None if whole else table.position + 1
        row.table_name = "" if whole else table.project.name
        return row

    def init_instance(self, row: Any = None) -> Any:
        one = super().init_instance(row)
        one.table_name = ""
        return one

    def read_present(self) -> Iterable[Any]:
        present = super().read_present()
        self.tables: dict[tuple[Any, ...], str] = {}
        for model, part in ((Evaluation, PROJECT), (Target, TARGET)):
            tables: QuerySet[Any] = model._default_manager.filter(filed_by__code__in=self.units)
            for row in tables.select_related("filed_by", "project"):
                place = (part, row.position + 1) if row.project else (WHOLE, None)
                filing = (row.filed_by.code, row.year, row.kind)
                self.tables[*filing, *place] = row.project.name if row.project else ""
        return present

    def check(self, instance: Any, original: Any) -> dict[str, str]:
        if problems := super().check(instance, original):
            return problems
        *table, _ = self.key_of(instance)
        name = self.tables.get(tuple(table))
        if name is None:
            return {"table_number": "草稿中没有这张表，请先添加项目"}
        if name != instance.table_name:
            return {"table_name": f"这个序号的项目是“{name}”" if name else "整体自评应留空"}
        return {}

    def table_of(self, one: Any) -> str:
        return WHOLE if one.part == WHOLE else f"{one.part}/{one.table_number - 1}"

    def address_of(self, one: Any) -> str:
        return f"{self.table_of(one)}/indicators/{one.number - 1}"

    def guards_of(self, one: Any) -> list[Change]:
        if one.part == WHOLE:
            return []
        return [Change(f"{self.table_of(one)}/name", one.table_name, one.table_name)]
