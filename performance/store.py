"""Evaluations and targets of a filing: from the Report to rows, and exactly back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models, transaction

from fiscal import report as plain
from fiscal.finding import Finding
from performance.models import Evaluation, FundLine, Indicator, Project, Target
from units.cleaning import clean_rows, clean_values, faults, refuse
from units.inserting import insert_rows
from units.models import Unit

_T = TypeVar("_T", plain.FundLine, plain.Indicator)
_PARENTS: tuple[type[models.Model], ...] = (Evaluation, Target)
# The models keep the names of the dataclasses.
_FUND = tuple(field.name for field in fields(plain.FundLine))
_INDICATOR = tuple(field.name for field in fields(plain.Indicator))
_NAMES = {plain.FundLine: _FUND, plain.Indicator: _INDICATOR}
_Form = plain.UnitEvaluation | plain.ProjectEvaluation | plain.ProjectTarget
_Filed = tuple[str, models.Model, _Form]  # (address in the Report, row, what it is made of)


@dataclass(frozen=True, slots=True)
class Filing:
    """Whose disclosure of which year and kind the rows belong to."""

    filed_by: Unit
    year: int
    kind: str

    @property
    def key(self) -> dict[str, Any]:
        return {"filed_by": self.filed_by, "year": self.year, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Filed:
    """What ``assemble`` gives back: fields of the Report, by the same names."""

    unit_evaluation: plain.UnitEvaluation | None
    projects: tuple[plain.ProjectEvaluation, ...]
    targets: tuple[plain.ProjectTarget, ...]


@transaction.atomic
def save(filing: Filing, report: plain.Report) -> None:
    """Replace the rows of ``filing`` by those of ``report``. Raises ``UnstorableError``."""
    projects = _projects(filing.filed_by, report)
    filed = [
        *_unit_evaluation_rows(filing, report.unit_evaluation),
        *_project_evaluation_rows(filing, report, projects),
        *_target_rows(filing, report, projects),
    ]
    funds = _Children.of("funds", FundLine, _FUND, filed)
    indicators = _Children.of("indicators", Indicator, _INDICATOR, filed)
    found = faults((where, row) for where, row, _ in filed)
    refuse([*found, *funds.faults, *indicators.faults])
    Evaluation.objects.filter(**filing.key).delete()
    Target.objects.filter(**filing.key).delete()
    for model in _PARENTS:
        model._default_manager.bulk_create(row for _, row, _ in filed if isinstance(row, model))
    funds.insert(evaluation=Evaluation)
    indicators.insert(evaluation=Evaluation, target_table=Target)


def assemble(filing: Filing) -> Filed:
    """The rows of ``filing`` as the Report has them, in five queries."""
    evaluations = list(
        Evaluation.objects.filter(**filing.key)
        .order_by("position")
        .select_related("project")
        .prefetch_related("funds", "indicators")
    )
    targets = (
        Target.objects.filter(**filing.key)
        .order_by("position")
        .select_related("project")
        .prefetch_related("indicators")
    )
    whole = [_plain_unit_evaluation(row) for row in evaluations if row.project is None]
    return Filed(
        unit_evaluation=whole[0] if whole else None,
        projects=tuple(
            _plain_project_evaluation(row, row.project) for row in evaluations if row.project
        ),
        targets=tuple(_plain_target(row) for row in targets),
    )


def over_years(project: Project) -> Iterator[tuple[int, plain.ProjectEvaluation]]:
    """Year and evaluation of every year in which the project's own unit filed one, latest first.

    A name that begins with its year (2024年维修费) is the same project's under another year's.
    """
    named = Project.objects.filter(unit=project.unit_id).values_list("pk", "name")
    same = [pk for pk, name in named if _undated(name) == _undated(project.name)]
    rows = Evaluation.objects.filter(project__in=same, filed_by=project.unit_id)
    related = rows.select_related("project").prefetch_related("funds", "indicators")
    for row in related.order_by("-year", "position"):
        yield row.year, _plain_project_evaluation(row, row.project or project)


def _undated(name: str) -> str:
    return re.sub(r"^(19|20)\d\d年度?", "", name)


# --- Report to rows ----------------------------------------------------------------------


def _projects(unit: Unit, report: plain.Report) -> Mapping[str, Project]:
    """The unit's projects by name; those the Report is first to name are made."""
    addressed = {
        **{project.name: f"projects/{n}/name" for n, project in enumerate(report.projects)},
        **{target.name: f"targets/{n}/name" for n, target in enumerate(report.targets)},
    }
    if not addressed:
        return {}
    wanted = [(where, Project(unit=unit, name=name)) for name, where in addressed.items()]
    clean_rows(wanted)
    Project.objects.bulk_create((row for _, row in wanted), ignore_conflicts=True)
    return {row.name: row for row in Project.objects.filter(unit=unit, name__in=addressed)}


def _unit_evaluation_rows(
    filing: Filing, evaluation: plain.UnitEvaluation | None
) -> Iterator[_Filed]:
    if evaluation is None:
        return
    row = Evaluation(
        **filing.key,
        unit=filing.filed_by,
        position=0,
        unit_name=evaluation.unit_name,
        goal=evaluation.goal,
        result=evaluation.result,
    )
    yield "unit_evaluation", row, evaluation


def _project_evaluation_rows(
    filing: Filing, report: plain.Report, projects: Mapping[str, Project]
) -> Iterator[_Filed]:
    for position, evaluation in enumerate(report.projects):
        row = Evaluation(
            **filing.key,
            project=projects[evaluation.name],
            position=position,
            department=evaluation.department,
            implementer=evaluation.implementer,
            goal=evaluation.goal,
            result=evaluation.result,
        )
        yield f"projects/{position}", row, evaluation


def _target_rows(
    filing: Filing, report: plain.Report, projects: Mapping[str, Project]
) -> Iterator[_Filed]:
    for position, target in enumerate(report.targets):
        row = Target(
            **filing.key,
            project=projects[target.name],
            position=position,
            unit_name=target.unit_name,
            leader=target.leader,
            total=target.total,
            fiscal=target.fiscal,
            other=target.other,
            goal=target.goal,
        )
        yield f"targets/{position}", row, target


@dataclass(frozen=True, slots=True)
class _Children:
    """The fund lines or indicators of every form: the bulk of a filing, saved without objects.

    ``values`` of the fields ``names`` stand in the order of ``parents``.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    parents: list[models.Model]
    values: list[list[Any]]
    faults: list[Finding]

    @classmethod
    def of(
        cls, part: str, model: type[models.Model], names: tuple[str, ...], filed: Iterable[_Filed]
    ) -> _Children:
        """The ``part`` of every form, cleaned; a target has no funds."""
        placed = [
            (row, f"{where}/{part}/{position}", position, child)
            for where, row, form in filed
            for position, child in enumerate(getattr(form, part, ()))
        ]
        of, names = attrgetter(*names), ("position", *names)
        rows = ((where, (position, *of(child))) for _, where, position, child in placed)
        values, found = clean_values(model, names, rows)
        return cls(model, names, [row for row, *_ in placed], values, found)

    def insert(self, **relations: type[models.Model]) -> None:
        """Below parents that are saved; the relation to one of another kind stays empty."""
        kinds = relations.values()
        rows = (
            [*(parent.pk if isinstance(parent, kind) else None for kind in kinds), *values]
            for parent, values in zip(self.parents, self.values, strict=True)
        )
        insert_rows(self.model, (*relations, *self.names), rows)


# --- rows to Report ----------------------------------------------------------------------


def _plain(kind: type[_T], row: models.Model) -> _T:
    return kind(**{name: getattr(row, name) for name in _NAMES[kind]})


def _plain_unit_evaluation(row: Evaluation) -> plain.UnitEvaluation:
    return plain.UnitEvaluation(
        unit_name=row.unit_name,
        funds=tuple(_plain(plain.FundLine, fund) for fund in row.funds.all()),
        goal=row.goal,
        result=row.result,
        indicators=tuple(_plain(plain.Indicator, item) for item in row.indicators.all()),
    )


def _plain_project_evaluation(row: Evaluation, project: Project) -> plain.ProjectEvaluation:
    return plain.ProjectEvaluation(
        name=project.name,
        department=row.department,
        implementer=row.implementer,
        funds=tuple(_plain(plain.FundLine, fund) for fund in row.funds.all()),
        goal=row.goal,
        result=row.result,
        indicators=tuple(_plain(plain.Indicator, item) for item in row.indicators.all()),
    )


def _plain_target(row: Target) -> plain.ProjectTarget:
    return plain.ProjectTarget(
        unit_name=row.unit_name,
        name=row.project.name,
        leader=row.leader,
        total=row.total,
        fiscal=row.fiscal,
        other=row.other,
        goal=row.goal,
        indicators=tuple(_plain(plain.Indicator, item) for item in row.indicators.all()),
    )
