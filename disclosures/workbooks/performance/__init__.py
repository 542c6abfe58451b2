"""The workbook of a unit's targets and evaluations: one row a form, a fund line, an indicator.

``write_performance`` makes it from a Report, for filling in; ``read_performance`` gives the same
parts back.
"""

from disclosures.workbooks.performance.layout import NOTICE, PARTS, is_performance
from disclosures.workbooks.performance.reader import read_performance
from disclosures.workbooks.performance.writer import write_performance

__all__ = ["NOTICE", "PARTS", "is_performance", "read_performance", "write_performance"]
