"""The document that is measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from disclosures.compose import compose
from disclosures.demo import LAST_YEAR, reports, units
from disclosures.render.text import render_text
from units.reference import shipped_reference

_REAL = Path(__file__).resolve().parents[2] / "shared" / "samples"
_PROJECTS = 18  # as many as the larger real document has


def sample(path: Path | None) -> tuple[str, bytes]:
    """Name and content: the given file, else the largest real one, else a fictional one."""
    real = sorted(_REAL.glob("*.txt"), key=lambda file: file.stat().st_size)
    chosen = path or (real[-1] if real else None)
    if chosen is not None:
        return chosen.name, chosen.read_bytes()
    return "fictional.txt", _fictional().encode()


def _fictional() -> str:
    """The text of a fictional disclosure whose projects are repeated up to a real one's size."""
    (unit,) = units(1)
    (report,) = reports(unit, LAST_YEAR, LAST_YEAR)
    repeated = report.projects * (_PROJECTS // len(report.projects) + 1)
    large = replace(report, projects=repeated[:_PROJECTS])
    return render_text(compose(large, shipped_reference(large.year)))
