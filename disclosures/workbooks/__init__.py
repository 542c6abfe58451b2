"""Workbooks: the public statements of any region, and our own templates, in both directions.

``read`` takes any workbook apart and gives the part of a Report that it carries; ``onto`` puts
that part onto a draft. ``template`` writes the workbook that an officer fills.
"""

from disclosures.workbooks.reading import WorkbookReading, is_workbook, onto, read
from disclosures.workbooks.template import template

__all__ = ["WorkbookReading", "is_workbook", "onto", "read", "template"]
