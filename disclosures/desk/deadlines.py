"""By when accounts must be public: twenty days from their own approval, else from the year's."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from disclosures.models import Disclosure
from fiscal.timeliness import DAYS_TO_PUBLISH, deadline
from units.reference_db import reference

_DAYS = timedelta(days=DAYS_TO_PUBLISH)


def due_on(disclosure: Disclosure) -> date | None:
    """The last day; None while no approval is recorded."""
    if disclosure.approved_on:
        return disclosure.approved_on + _DAYS
    return deadline(reference(disclosure.year))


def overdue(today: date, of_year: date | None) -> Q:
    """Filings, as units are annotated with them, whose last day is over.

    ``of_year`` is the last day of those without an approval of their own.
    """
    own = Q(filing__approved_on__lt=today - _DAYS)
    if of_year is None or today <= of_year:
        return own
    return own | Q(filing__approved_on=None)
