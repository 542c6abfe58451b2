"""Fictional disclosures of any size: the same unit and year always give the same Report.

A unit's accounts are made from the leaves up (pay, running costs, projects, own income),
year after year, so that every identity between the statements holds and balances chain.
Region, units, figures and sentences are invented.

``units(count)`` names the units, ``reports(unit, first, last)`` their Reports.
"""

from disclosures.demo.flaws import APPROVED, LAST_YEAR, LATE, ROUND, SUBMITTED, UNFINISHED
from disclosures.demo.places import DemoUnit, units
from disclosures.demo.report import FIRST_YEAR, reports

__all__ = [
    "APPROVED",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LATE",
    "ROUND",
    "SUBMITTED",
    "UNFINISHED",
    "DemoUnit",
    "reports",
    "units",
]
