"""Finding the unit that a document names, and making it when nobody knows it yet."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Max

from fiscal.report import UnitFacts
from units.cleaning import clean_rows
from units.models import Unit

GENERATED = "^N[0-9]{6}$"  # the form of codes given here; others are official
_ATTEMPTS = 5


class UnitConflictError(Exception):
    """A document's code and name belong to different units; ``str(error)`` says which."""


def find(facts: UnitFacts) -> Unit | None:
    """The unit by its code or, where the document gives none, by its name."""
    by_name: Unit | None = Unit.objects.filter(name=facts.name).first()
    if not facts.code:
        return by_name
    by_code: Unit | None = Unit.objects.filter(code=facts.code).first()
    if by_code and by_code.name != facts.name:
        raise UnitConflictError(f"代码{facts.code}属于“{by_code.name}”，文件中是“{facts.name}”")
    if by_name and by_name.code != facts.code:
        raise UnitConflictError(f"“{facts.name}”的代码是{by_name.code}，文件中是{facts.code}")
    return by_code


@transaction.atomic
def create(facts: UnitFacts) -> Unit:
    """A new root of the tree, with a generated code when the document gives none.

    Makers wait for each other until their transactions end; who finds the unit made meanwhile
    takes that. Only in an empty tree there is nothing to wait at: then the database refuses
    the second, who tries again. Raises ``UnstorableError`` for a name or code that cannot be one.
    """
    for _ in range(_ATTEMPTS):
        Unit.objects.order_by("path").select_for_update(no_key=True).first()
        if found := find(facts):
            return found
        unit = Unit(code=facts.code or _next_code(), name=facts.name)
        clean_rows([("unit", unit)], besides={"path", "depth"})
        try:
            with transaction.atomic():
                made: Unit = Unit.objects.add_root(instance=unit)
                return made
        except IntegrityError:
            continue
    raise UnitConflictError(f"“{facts.name}”未能登记，请重试")


def _next_code() -> str:
    last = Unit.objects.filter(code__regex=GENERATED).aggregate(last=Max("code"))["last"]
    return f"N{int(last[1:]) + 1 if last else 1:06d}"
