"""Print how many mutations of each kind are found, and how many of these at their place.

Exit code 1 where less than 98 % of those that change the truth are found, or any of those that
keep it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence

from disclosures.tests.mutation.kinds import KINDS
from disclosures.tests.mutation.trial import ENOUGH, Tally, subjects, tally


def main() -> None:
    parser = ArgumentParser(
        prog="scripts/mutate", description=__doc__, formatter_class=RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=10, help="mutations of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="kinds whose name holds this")
    parser.add_argument("--missed", action="store_true", help="show what was not found")
    options = parser.parse_args()
    tallies = []
    sys.stdout.write(f"{len(subjects())} fictional disclosures\nfound made at-place kind\n")
    for kind in KINDS:
        if options.only in kind.name:
            tallies.append(tally(kind, options.count, options.seed))
            _print(tallies[-1], missed=options.missed)
    sys.exit(not _good_enough(tallies))


def _print(total: Tally, *, missed: bool) -> None:
    sys.stdout.write(f"{total.found:5}{total.made:5}{total.near:9} {total.kind.name}\n")
    for alarm in total.alarms if total.kind.keeps else ():
        sys.stdout.write(f"      {alarm.rule} {alarm.source} {alarm.where} {alarm.message}\n")
    for mutant in total.missed if missed and not total.kind.keeps else ():
        sys.stdout.write(f"      {mutant.where} {mutant.told[:100]}\n")
    sys.stdout.flush()


def _good_enough(tallies: Sequence[Tally]) -> bool:
    """Print the sums; whether they are what the project promises."""
    broken = [total for total in tallies if not total.kind.keeps]
    kept = [total for total in tallies if total.kind.keeps]
    made, found, near = (
        sum(getattr(total, name) for total in broken) for name in ("made", "found", "near")
    )
    share, at_place = (100 * number / max(made, 1) for number in (found, near))
    alarms = sum(total.found for total in kept)
    sys.stdout.write(
        f"{len(broken)} kinds that change the truth: {found:,} of {made:,} found ({share:.1f} %), "
        f"{at_place:.1f} % at their place\n"
        f"{len(kept)} kinds that keep it: {alarms} of {sum(t.made for t in kept):,} found\n"
    )
    return share >= ENOUGH and not alarms


if __name__ == "__main__":
    main()
