"""The page of all permissions: who may do what, where, and to a disclosure in which state.

Nothing on it is written by hand: it prints the two tables that the program asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"

_HEAD = """# Permissions

Written by `make rules`; do not edit. It prints `PERMISSIONS` of `units/permissions.py` and
`WAYS` of `disclosures/flow.py`, which the program asks. `disclosures/tests/test_any_order.py` tries
every verb as every role, `config/tests/test_every_address.py` every address.

How far a role reaches: **own** the person's own unit, **subtree** the own unit and those below,
**any** every unit, also one that is yet to be made; nothing where the cell is empty. A superuser,
who is for setting up, may do every verb anywhere but {judging}; a user who is not active may do
none. What lies out of reach of `view` does
not exist for whoever asks: 404."""

_RULES = """## Besides

- Who worked on a draft since the last version does not approve it; who handed it in neither
  signs it, clears it nor publishes it, whatever office they hold by then. There is no exception.
- Recalling ends with the first signature; signatures end with a return, a recall and a revision.
- Publishing asks for 负责人审签 and 保密审查 of the present submission, for no open error and
  for an explanation of every warning."""


def page() -> str:
    from units.permissions import JUDGING

    head = _HEAD.format(judging=", ".join(f"`{verb}`" for verb in sorted(JUDGING)))
    return "\n\n".join((head, *_verbs(), *_states(), _RULES)) + "\n"


def _verbs() -> Iterator[str]:
    from disclosures.models import Verb
    from units.models import Role
    from units.permissions import PERMISSIONS

    labels = dict(Verb.choices)
    asked = {verb for row in PERMISSIONS.values() for verb in row}
    verbs = [*(verb for verb in labels if verb in asked), *sorted(asked - set(labels))]
    yield "## Role × verb: how far"
    yield _table(
        ("verb", "", *(f"{role.label}<br>`{role.value}`" for role in Role)),
        (
            (f"`{verb}`", labels.get(verb, ""), *(PERMISSIONS[role].get(verb, "") for role in Role))
            for verb in verbs
        ),
    )


def _states() -> Iterator[str]:
    """An arrow leads to the next state, a dot stays."""
    from disclosures.flow import WAYS
    from disclosures.models import State

    yield "## Verb × state: where it leads"
    yield "A dot: it may be done and the state stays. An empty cell: it is refused."
    yield _table(
        ("verb", "", *(f"{state.label}<br>`{state.value}`" for state in State)),
        (
            (f"`{verb}`", verb.label,
             *(_leads(way.end) if state in way.starts else "" for state in State))
            for verb, way in WAYS.items()
        ),
    )  # fmt: skip


def _leads(end: str | None) -> str:
    return f"→ {end}" if end else "·"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    django.setup()
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
