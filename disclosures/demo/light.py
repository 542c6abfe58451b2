"""Published disclosures by the ten thousand, for measuring with many.

The small documents of the first place's units, told of the units of every other place: only the
names and codes differ. They are composed once and frozen like all others, without a draft.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from functools import cache
from hashlib import sha256

from disclosures.compose import compose
from disclosures.demo.places import DemoUnit, units
from disclosures.demo.report import reports
from disclosures.freeze import freeze, frozen_as
from disclosures.models import Disclosure, State, Verb
from disclosures.record import append
from fiscal.codec import canonical_json, from_plain, to_plain
from fiscal.document import Document
from fiscal.report import Report
from units.models import Unit, User
from units.reference import shipped_reference

_STATEMENTS = ("01", "04", "09")
_PROJECTS, _INDICATORS = 2, 3
_SECTIONS = ("title", "p1", "p2", "s1", "s9", "s11")  # overview, totals, 三公, performance
_PLACE = 13  # units of one


def publish(demo: DemoUnit, year: int, unit: Unit, *, by: User, at: datetime) -> None:
    """Freeze the unit's document of a year as imported. The caller has a transaction."""
    document = _document(demo, year)
    disclosure = Disclosure.objects.create(
        unit=unit, year=year, state=State.PUBLISHED, revision=1, updated_at=at
    )
    version = freeze(disclosure, document, by=by, at=at)
    append(
        verb=Verb.IMPORT, disclosure=disclosure, by=by, at=at, revision=1,
        basis=to_plain(frozen_as(version)),
    )  # fmt: skip


def _document(demo: DemoUnit, year: int) -> Document:
    model, text = _models(year)[demo.index % _PLACE]
    told = text.replace(_place_of(model), _place_of(demo)).replace(model.code, demo.code)
    document = from_plain(Document, json.loads(told))
    digest = sha256(canonical_json(document.report)).hexdigest()
    return replace(document, inputs={**document.inputs, "report": digest})


def _place_of(demo: DemoUnit) -> str:
    return demo.name.removesuffix(demo.profile.name)


@cache
def _models(year: int) -> list[tuple[DemoUnit, str]]:
    """The units of the first place, each with the JSON of its small document."""
    return [(one, canonical_json(_small(one, year)).decode()) for one in units(_PLACE)]


def _small(demo: DemoUnit, year: int) -> Document:
    (report,) = reports(demo, year, year)
    document = compose(_shortened(report), shipped_reference(year), imported=True)
    told = (one for one in document.paragraphs if one.id.split(".")[0] in _SECTIONS)
    return replace(document, paragraphs=tuple(told))


def _shortened(report: Report) -> Report:
    projects = report.projects[:_PROJECTS]
    return replace(
        report,
        statements={number: report.statements[number] for number in _STATEMENTS},
        unit_evaluation=None,
        projects=tuple(replace(one, indicators=one.indicators[:_INDICATORS]) for one in projects),
    )
