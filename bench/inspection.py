"""The inspection desk with thousands of units: its pages, its files, one inspection.

The accounts are copies of one fictional inspection: the pages read no Report, so what stands in
it makes no difference to them.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.conf import settings
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.measure import Clock
from disclosures import actions, demo, inspecting
from disclosures.models import Disclosure, Inspection
from units.models import Role, Unit, User

_M = TypeVar("_M", bound=Model)
_PAGES = ("inspection", "inspection_units", "inspection_rules", "inspection_xlsx")
_INSPECTED = 20  # accounts that are really inspected, to tell how long one takes


def measure_inspection(count: int, rounds: int) -> str:
    """A table of medians over ``rounds`` with ``count`` units of one year."""
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("collectstatic", interactive=False, verbosity=0)
    user = User.objects.create_superuser("bench")
    accounts = _accounts(user)
    clock = Clock()
    for account in accounts:
        with clock("one inspection"):
            inspecting.inspect(account, timezone.now())
    _copies(count, accounts[0])
    reviewer = User.objects.create(username="reviewer", role=Role.REVIEWER, is_staff=True)
    client = Client()
    client.force_login(reviewer)
    for _ in range(rounds):
        for name in _PAGES:
            address = f"{reverse(f'admin:desk_{name}')}?year={demo.LAST_YEAR}"
            with clock(name):
                response = client.get(address)
                assert response.status_code == 200
                _read(response)
    lines = [f"{name:20} {clock.median(name) * 1000:8.0f} ms" for name in clock.times]
    return "\n".join([f"{count:,} units, CPU, median of {rounds}", *lines, ""])


def _accounts(user: User) -> list[Disclosure]:
    return [
        actions.load(report=report, by=user, at=timezone.now())
        for unit in demo.units(_INSPECTED)
        for report in demo.reports(unit, demo.LAST_YEAR, demo.LAST_YEAR)
    ]


def _copies(count: int, account: Disclosure) -> None:
    """Units with an account each, inspected like ``account``."""
    account.refresh_from_db()
    units = Unit.objects.bulk_create(
        Unit(code=f"N{number}", name=f"单位{number:05}", path=f"Z{number:07}", depth=2)
        for number in range(count)
    )
    copies = Disclosure.objects.bulk_create(_copy(account, unit=unit) for unit in units)
    Inspection.objects.bulk_create(_copy(account.inspection, disclosure=copy) for copy in copies)


def _copy(row: _M, **other: Any) -> _M:
    """A new row like ``row`` but for ``other``."""
    fields = {one.name: getattr(row, one.name) for one in row._meta.concrete_fields}
    return type(row)(**{**fields, "id": None, **other})


def _read(response: Any) -> None:
    """Take a file to its end."""
    for _ in response.streaming_content if response.streaming else ():
        pass
