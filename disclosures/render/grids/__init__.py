"""The one table model that plain text, HTML and PDF print, and its builders."""

from disclosures.render.grids.evaluations import project_evaluation_grid, unit_evaluation_grid
from disclosures.render.grids.model import Grid, GridCell
from disclosures.render.grids.statements import statement_grid
from disclosures.render.grids.targets import target_grid

__all__ = [
    "Grid",
    "GridCell",
    "project_evaluation_grid",
    "statement_grid",
    "target_grid",
    "unit_evaluation_grid",
]
