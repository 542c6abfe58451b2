"""Checking thousands of stored disclosures again: time, and memory that does not grow.

    python -m bench --recheck [--database postgres://…]

The versions of some fictional units are published and then copied in the database up to
10,000; each is checked by what ``manage.py recheck`` runs.
"""

from __future__ import annotations

import sys
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

from django.db import connection
from django.utils import timezone

from disclosures import actions, rechecking
from disclosures.demo import LAST_YEAR, reports, units
from disclosures.models import Version
from fiscal import checks
from units.models import User

VERSIONS, UNITS = 10_000, 20
_STEP = 1_000  # versions between two lines of progress


def recheck() -> str:
    """Seconds per 1,000 versions, and the peak of memory after the first 1,000 and at the end."""
    _store()
    peaks: list[float] = []
    differing = 0
    cpu, clock = process_time(), perf_counter()
    rechecked = rechecking.recheck(Version.objects.all(), checks.RULE_SET)
    for done, one in enumerate(rechecked, 1):
        differing += one.differs
        if done % _STEP == 0:
            peaks.append(_peak())
            sys.stderr.write(f"{done:,} checked, {peaks[-1]:,.0f} MB at most\n")
    cpu, clock = process_time() - cpu, perf_counter() - clock
    per_step = _STEP / VERSIONS
    return (
        f"{VERSIONS:,} stored versions checked again ({connection.vendor}), "
        f"{differing:,} differ\n\n"
        f"{'seconds per 1,000, CPU':<34}{cpu * per_step:>8.2f}\n"
        f"{'seconds per 1,000, clock':<34}{clock * per_step:>8.2f}\n"
        f"{'peak MB after the first 1,000':<34}{peaks[0]:>8.1f}\n"
        f"{'peak MB at the end':<34}{peaks[-1]:>8.1f}\n"
    )


def _store() -> None:
    """Publish some versions and copy them, each copy the next number of its disclosure."""
    user = User.objects.create_superuser("bench-recheck")
    published = []
    for unit in units(UNITS):
        (report,) = reports(unit, LAST_YEAR, LAST_YEAR)
        draft = actions.load(report=report, by=user, at=timezone.now())
        published.append(
            actions.publish(disclosure=draft, by=user, at=timezone.now(), imported=True)
        )
    for number in range(2, VERSIONS // UNITS + 1):
        for version in published:
            version.pk, version.number, version.previous = None, number, version.sha256
        Version.objects.bulk_create(published)


def _peak() -> float:
    """The most memory this process has held, in MB."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024
