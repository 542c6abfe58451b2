"""Keeping the portal's own tables as the versions say.

The versions are the truth: what is to be derived is whatever newest version has no ``Current``
row of this code's edition. So a signal may be lost, doubled or late, a run may be broken off and
two may run at once; and a table that is made in a new way is made anew by raising its edition.

Who keeps something derived from what is public adds a ``Keeper`` to ``KEEPERS``. Its rows refer
to the ``Current`` row given, with ``on_delete=CASCADE``: there is nothing to be done to drop them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from fiscal.document import Document
from portal import measuring, passages, published
from portal.facts import facts
from portal.models import Current
from portal.published import Version

_LOG = logging.getLogger(__name__)

CHUNK = 50  # versions between two signs of progress


@dataclass(frozen=True, slots=True)
class Keeper:
    """One concern: ``keep`` writes the rows of a version, of which there are none yet.

    ``edition`` is raised when the same version would now give other rows.
    """

    name: str
    edition: int
    keep: Callable[[Current, Document], None]


KEEPERS: tuple[Keeper, ...] = (
    Keeper("passages", passages.EDITION, passages.keep),
    Keeper("measures", 1, measuring.keep),
)
_FACTS = 1  # edition of ``portal.facts``


def edition() -> str:
    """Name of what this code derives from a version."""
    return " ".join([f"facts.{_FACTS}", *(f"{one.name}.{one.edition}" for one in KEEPERS)])


def index(version: Version, *, anew: bool = False) -> None:
    """Bring what the portal keeps of the version's disclosure up to date.

    That is derived from its newest version that is shown, whichever is given; there is nothing
    left when all are withdrawn. ``anew``: also when it is there already.
    """
    newest = published.newest_of(version)
    with transaction.atomic():
        address = {"unit_code": version.unit_code, "year": version.year, "kind": version.kind}
        present = Current.objects.select_for_update().filter(**address)
        if newest and not anew and present.filter(version=newest, edition=edition()).exists():
            return
        present.delete()
        if newest:
            _keep(newest)


def drop(version: Version) -> None:
    """Forget a version that was withdrawn. What is then the newest stands in its place."""
    Current.objects.filter(version=version).delete()
    index(version)


def left() -> QuerySet[Version]:
    """Newest versions that this code has derived nothing from yet, oldest first."""
    done = Current.objects.filter(version=OuterRef("pk"), edition=edition())
    return published.newest().filter(~Exists(done)).order_by("pk")


def gone() -> QuerySet[Current]:
    """Rows whose version has been withdrawn."""
    return Current.objects.filter(version__withdrawal__isnull=False)


def rebuild(*, anew: bool = False) -> Iterator[int]:
    """Derive what is left, or with ``anew`` everything, and forget what is gone.

    Yields the number of versions done, from time to time. Holds one document at a time; readers
    find the rows of a disclosure, old or new, at every moment.
    """
    for row in gone().select_related("version").defer("version__payload").iterator():
        drop(row.version)
    wanted = published.newest().order_by("pk") if anew else left()
    ids = list(wanted.values_list("pk", flat=True))
    for done, version_id in enumerate(ids, 1):
        index(published.get(version_id), anew=anew)
        if done % CHUNK == 0 or done == len(ids):
            yield done


def heal(limit: int) -> int:
    """Do up to ``limit`` of what is left. How many versions were done.

    One that nothing can be derived from is logged, and holds up no other.
    """
    for row in gone().select_related("version").defer("version__payload")[:limit]:
        drop(row.version)
    done = 0
    for version_id in list(left().values_list("pk", flat=True)):
        if done == limit:
            break
        try:
            index(published.get(version_id))
            done += 1
        except Exception:
            _LOG.exception("nothing could be derived from version %s", version_id)
    return done


def _keep(version: Version) -> None:
    document, first = version.document(), published.first_of(version)
    current = Current.objects.create(
        version=version,
        edition=edition(),
        unit_code=version.unit_code,
        unit_name=version.unit_name,
        year=version.year,
        kind=version.kind,
        number=version.number,
        published_at=version.published_at,
        first_published_at=first.published_at,
        published_elsewhere=first.imported,
        **facts(document),
    )
    for keeper in KEEPERS:
        keeper.keep(current, document)
