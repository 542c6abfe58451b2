"""Damage many files and print what came of reading them; exit code 1 where one raised."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from disclosures.tests.fuzzing.files import fictional, real
from disclosures.tests.fuzzing.run import run


def main() -> None:
    parser = ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="damaged files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="files whose name holds this")
    options = parser.parse_args()
    files = {n: c for n, c in {**fictional(), **real()}.items() if options.only in n}
    outcome = run(files, options.count, options.seed, _tell)
    sys.stdout.write(
        f"{outcome.files:,} damaged files of {len(files)}, {outcome.seconds:,.0f} seconds, "
        f"{outcome.findings:,} findings\n"
        f"slowest {outcome.slowest:.2f} s ({outcome.slowest_file}), "
        f"peak {outcome.peak:,.0f} MB\n"
        f"{sum(outcome.failures.values())} raised, in {len(outcome.failures)} ways\n"
    )
    for failure, times in outcome.failures.most_common():
        sys.stdout.write(f"\n{times} times, first {outcome.seeds[failure]}:\n{failure}")
    sys.exit(bool(outcome.failures))


def _tell(done: int) -> None:
    if done % 500 == 0:
        sys.stderr.write(f"{done:,} files\n")


if __name__ == "__main__":
    main()
