"""A workbook of 10,000 indicators: our upload against django-import-export's default import.

    python -m bench --workbook [--rounds 3] [--database postgres://…]

All start from the bytes of an .xlsx with the same indicators and end with the rows in the
database, in one transaction that is rolled back. Ours reads forms, fund lines and indicators,
checks every cell, compares with the draft and records each change. The default, with nothing but
its stock settings, imports the indicators alone, into evaluations that stand there already, and
cleans no row; ``cleaned`` is the same with ``clean_model_instances``, which validates as ours does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import BytesIO
from statistics import median
from time import perf_counter, process_time

from django.db import connection, transaction
from django.utils import timezone
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures import actions
from disclosures.demo import LAST_YEAR, reports, units
from disclosures.models import Disclosure
from disclosures.workbooks import read
from disclosures.workbooks.performance import PARTS, write_performance
from fiscal.report import Indicator, Report
from performance import models
from units.models import User
from units.reference_db import reference

ROWS, PER_PROJECT = 10_000, 20
_COLUMNS = (
    "level1", "level2", "name", "target", "weight", "actual", "rate", "score", "basis", "prior",
    "rule", "evidence", "deviation", "lower_is_better", "override_reason", "midyear",
)  # fmt: skip


class IndicatorResource(ModelResource):  # type: ignore[misc]
    """Nothing but the defaults."""

    class Meta:
        model = models.Indicator


class CleaningResource(IndicatorResource):
    """The defaults, and every row validated."""

    class Meta(IndicatorResource.Meta):
        clean_model_instances = True


@dataclass
class Times:
    """CPU seconds of this process and seconds by the clock, one pair a round."""

    cpu: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)

    def take(self, work: Callable[[], object]) -> None:
        cpu, clock = process_time(), perf_counter()
        work()
        self.cpu.append(process_time() - cpu)
        self.clock.append(perf_counter() - clock)


def compare(rounds: int) -> str:
    """Medians over ``rounds``, as a table."""
    user = User.objects.create_superuser("bench-workbook")
    report = _large()
    draft = actions.load(
        report=replace(report, projects=(), unit_evaluation=None), by=user, at=timezone.now()
    )
    content = write_performance(report, reference(LAST_YEAR))
    ours, default, cleaned = Times(), Times(), Times()
    for _ in range(rounds):
        _rolled_back(lambda: ours.take(lambda: _upload(content, draft, user)))
        _rolled_back(lambda: _import(report, draft, IndicatorResource, default))
        _rolled_back(lambda: _import(report, draft, CleaningResource, cleaned))
    title = f"{ROWS:,} indicators, {len(content):,} bytes, {connection.vendor}, median of {rounds}"
    others = {"default import": default, "default import, cleaned": cleaned}
    return "\n".join([title, "", *_table(ours, others)]) + "\n"


def _large() -> Report:
    """A fictional disclosure whose indicators are dealt out to so many projects."""
    (unit,) = units(1)
    (report,) = reports(unit, LAST_YEAR, LAST_YEAR)
    known = [_filled(item) for project in report.projects for item in project.indicators]
    project = report.projects[0]
    projects = tuple(
        replace(
            project,
            name=f"{project.name}（第{number}项）",
            indicators=tuple(_dealt(known, number * PER_PROJECT)),
        )
        for number in range(ROWS // PER_PROJECT)
    )
    return replace(report, projects=projects, unit_evaluation=None)


def _filled(indicator: Indicator) -> Indicator:
    """No blank text: the default import would store NULL for it, and fail."""
    blank = {name: "无" for name in _COLUMNS if getattr(indicator, name) == ""}
    return replace(indicator, **blank)  # type: ignore[arg-type]


def _dealt(known: Sequence[Indicator], start: int) -> Iterator[Indicator]:
    return (known[(start + place) % len(known)] for place in range(PER_PROJECT))


def _rolled_back(work: Callable[[], None]) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _upload(content: bytes, draft: Disclosure, user: User) -> None:
    """What an officer's upload does, from the bytes to the confirmed draft."""
    upload = actions.receive(name="绩效.xlsx", content=content, by=user, at=timezone.now())
    reading = read(upload.name, content, reference, unit=draft.unit.name, year=draft.year)
    if reading.report is None or not reading.complete:
        raise SystemExit("the workbook was not read whole")
    actions.apply_upload(
        disclosure=draft, fragment=reading.report, carried=PARTS, findings=reading.findings,
        upload=upload, by=user, at=timezone.now(), expected_revision=draft.revision,
    )  # fmt: skip
    _require_rows()


def _import(report: Report, draft: Disclosure, resource: type[ModelResource], times: Times) -> None:
    """The default: only reading the file and importing its rows is timed."""
    content = _flat(report, _evaluations(report, draft))
    times.take(lambda: _import_rows(content, resource))


def _import_rows(content: bytes, resource: type[ModelResource]) -> None:
    dataset = XLSX().create_dataset(content)
    result = resource().import_data(dataset, raise_errors=True, use_transactions=True)
    if result.has_errors():
        raise SystemExit("the default import failed")
    _require_rows()


def _require_rows() -> None:
    if models.Indicator.objects.count() != ROWS:
        raise SystemExit("not every row arrived")


def _evaluations(report: Report, draft: Disclosure) -> list[int]:
    projects = models.Project.objects.bulk_create(
        models.Project(unit=draft.unit, name=project.name) for project in report.projects
    )
    made = models.Evaluation.objects.bulk_create(
        models.Evaluation(filed_by=draft.unit, year=draft.year, position=place, project=project)
        for place, project in enumerate(projects)
    )
    return [evaluation.pk for evaluation in made]


def _flat(report: Report, keys: Sequence[int]) -> bytes:
    """The indicators as one sheet, headed by the model's field names."""
    target = BytesIO()
    book = Workbook(target, {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "evaluation", "target_table", "position", *_COLUMNS])
    row = 0
    for key, project in zip(keys, report.projects, strict=True):
        for position, item in enumerate(project.indicators):
            row += 1
            values = (getattr(item, column) for column in _COLUMNS)
            printed = (f"{v:f}" if isinstance(v, Decimal) else v for v in values)
            sheet.write_row(row, 0, ["", key, "", position, *printed])
    book.close()
    return target.getvalue()


def _table(ours: Times, others: Mapping[str, Times]) -> Iterator[str]:
    """Seconds, and how many times as fast ours is, of CPU and by the clock."""
    yield f"{'seconds':<34}{'CPU':>8}{'clock':>8}{'times as fast':>20}"
    cpu, clock = median(ours.cpu), median(ours.clock)
    yield f"{'upload, checked and recorded':<34}{cpu:>8.2f}{clock:>8.2f}"
    for name, times in others.items():
        other = median(times.cpu), median(times.clock)
        ratios = f"{other[0] / cpu:>12.1f}{other[1] / clock:>8.1f}"
        yield f"{name:<34}{other[0]:>8.2f}{other[1]:>8.2f}{ratios}"
