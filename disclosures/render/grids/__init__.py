"""The one table model that plain text, HTML and PDF print, and its builders."""

from disclosures.render.grids.evaluations import (
    project_evaluation_grid,
    recorded_total,
    unit_evaluation_grid,
)
from disclosures.render.grids.model import Grid, GridCell, half_widths, total_of
from disclosures.render.grids.statements import statement_grid
from disclosures.render.grids.targets import target_grid

__all__ = [
    "Grid",
    "GridCell",
    "half_widths",
    "project_evaluation_grid",
    "recorded_total",
    "statement_grid",
    "target_grid",
    "total_of",
    "unit_evaluation_grid",
]
