"""The one table model that plain text, HTML and PDF print, and its builders."""

from disclosures.render.grids.evaluations import (
    project_evaluation_grid,
    recorded_total,
    unit_evaluation_grid,
)
from disclosures.render.grids.model import Grid, GridCell, half_widths
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
    "unit_evaluation_grid",
]
