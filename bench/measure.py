"""The steps, the rounds and the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time

from django.db import transaction
from django.utils import timezone
from weasyprint import HTML

from bench.sample import sample
from disclosures import actions
from disclosures.compose import compose
from disclosures.readers import read
from disclosures.render.data import render_json
from disclosures.render.html import render_page, render_parts
from disclosures.render.pdf import render_pdf
from disclosures.render.text import render_text
from disclosures.store import assemble, save_report
from fiscal import checks
from fiscal.codec import canonical_json
from fiscal.document import Document
from fiscal.narrative import narrative
from units.models import User
from units.reference_db import reference

# What the project promises for the larger real document, in CPU seconds.
_LIMITS = {"read": 1.0, "checks": 0.05, "pdf": 4.0}
_DEFAULT_PDF = "pdf, WeasyPrint's default"
# The columns are as wide as the page says; by default WeasyPrint finds that out by trial.
_AUTO_PDF = "… and automatic columns"
_RENDERERS: dict[str, Callable[[Document], object]] = {
    "html, parts of the page": render_parts,
    "txt": render_text,
    "json": render_json,
    "payload": canonical_json,
}


class Clock:
    """CPU seconds of named steps, round by round."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        start = process_time()
        yield
        self.times.setdefault(step, []).append(process_time() - start)

    def median(self, step: str) -> float:
        return median(self.times[step])


def measure(path: Path | None, rounds: int) -> str:
    """A table of medians over ``rounds``, measured with ``path`` or the best document at hand."""
    name, content = sample(path)
    user = User.objects.create_superuser("bench")
    clock = Clock()
    for _ in range(rounds):
        _round(clock, name, content, user)
    return _table(clock, f"{name}, {len(content):,} bytes, median of {rounds}")


def _round(clock: Clock, name: str, content: bytes, user: User) -> None:
    with clock("read"):
        report = read(name, content, reference).report
    if report is None:
        raise SystemExit(f"{name} is not a disclosure")
    books = reference(report.year)
    with clock("checks"):
        checks.run(report, books)
    with clock("narrative"):
        narrative(report, books)
    _render(clock, compose(report, books))
    with transaction.atomic():
        draft = actions.load(report=report, by=user, at=timezone.now())
        with clock("save draft"):
            save_report(draft, report)
        with clock("assemble draft"):
            assemble(draft)
        with clock("publish"):
            actions.publish(disclosure=draft, by=user, at=timezone.now(), imported=True)
        transaction.set_rollback(True)


def _render(clock: Clock, document: Document) -> None:
    with clock("html"):
        page = render_page(document)
    for step, render in _RENDERERS.items():
        with clock(step):
            render(document)
    with clock("pdf"):
        render_pdf(page)
    with clock(_DEFAULT_PDF):
        HTML(string=page).write_pdf()
    with clock(_AUTO_PDF):
        HTML(string=page.replace("table-layout: fixed", "table-layout: auto")).write_pdf()


def _table(clock: Clock, title: str) -> str:
    lines = [f"CPU seconds: {title}", ""]
    for step in clock.times:
        limit = f"  (limit {_LIMITS[step]:.2f})" if step in _LIMITS else ""
        lines.append(f"{step:<26}{clock.median(step):>8.3f}{limit}")
    same, auto = (clock.median("pdf") / clock.median(one) for one in (_DEFAULT_PDF, _AUTO_PDF))
    lines += [
        "",
        f"pdf against WeasyPrint's default on the same HTML: {same:.2f}",
        f"… with columns as wide as it finds by trial: {auto:.2f}",
    ]
    return "\n".join(lines) + "\n"
