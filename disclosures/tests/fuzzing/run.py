"""Reading one damaged file within limits, and many of them."""

from __future__ import annotations

import signal
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from resource import RUSAGE_SELF, getrusage
from time import perf_counter
from types import FrameType

from disclosures import workbooks
from disclosures.readers import read
from disclosures.tests.fuzzing.damage import damaged
from fiscal import checks
from fiscal.report import Report
from units.reference import shipped_reference

LIMIT = 30  # seconds a file may take


@dataclass
class Outcome:
    """What came of many damaged files. ``failures`` are tracebacks with how often they came."""

    files: int = 0
    findings: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_file: str = ""
    failures: Counter[str] = field(default_factory=Counter)
    seeds: dict[str, str] = field(default_factory=dict)

    @property
    def peak(self) -> float:
        """The most memory held, in MB."""
        return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def examine(name: str, content: bytes) -> int:
    """Read a file by both readers and check what they make of it; the number of findings."""
    text = read(name, content, shipped_reference)
    found = len(text.findings) + _checked(text.report)
    book = workbooks.read(name, content, shipped_reference)
    return found + len(book.findings) + _checked(book.report)


def _checked(report: Report | None) -> int:
    return len(checks.run(report, shipped_reference(report.year))) if report else 0


def run(
    files: Mapping[str, bytes], count: int, seed: int, tell: Callable[[int], None] = lambda _: None
) -> Outcome:
    """``count`` damaged files, the same for the same seed."""
    outcome = Outcome()
    signal.signal(signal.SIGALRM, _too_long)
    for number in range(count):
        random = Random(f"{seed} {number}")
        name = random.choice(sorted(files))
        _one(outcome, name, damaged(files[name], random), f"{seed} {number} {name}")
        tell(number + 1)
    return outcome


def _one(outcome: Outcome, name: str, content: bytes, label: str) -> None:
    start = perf_counter()
    signal.alarm(LIMIT)
    try:
        outcome.findings += examine(name, content)
    except Exception:
        last = "".join(traceback.format_exc().splitlines(keepends=True)[-5:])
        outcome.failures[last] += 1
        outcome.seeds.setdefault(last, label)
    finally:
        signal.alarm(0)
    seconds = perf_counter() - start
    outcome.files += 1
    outcome.seconds += seconds
    if seconds > outcome.slowest:
        outcome.slowest, outcome.slowest_file = seconds, label


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {LIMIT} seconds")
