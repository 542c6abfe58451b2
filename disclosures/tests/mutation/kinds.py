"""All kinds, in the order of the table."""

from disclosures.tests.mutation import cells, facts, wording  # isort: skip
from disclosures.tests.mutation import annexed, performance, printed, keeping  # isort: skip
from disclosures.tests.mutation.model import KINDS

__all__ = ["KINDS", "annexed", "cells", "facts", "keeping", "performance", "printed", "wording"]
