"""Reading files named on the command line, with what the checks say about them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from disclosures.readers import Reading, ReferenceFor, read
from disclosures.readers.decode import MAX_FILE
from disclosures.readers.rules import finding
from fiscal import checks
from fiscal.finding import Finding
from fiscal.report import Report


@dataclass(frozen=True, slots=True)
class Source:
    """A file read from disk. ``report`` is None where it could not be read whole.

    ``reading`` are the reader's findings, ``findings`` those and the checks'.
    """

    path: Path
    content: bytes
    report: Report | None
    reading: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def read_source(path: Path, reference_for: ReferenceFor) -> Source:
    """The file at ``path``; one that cannot be opened is answered with a finding too."""
    content, refused = contents(path)
    if refused:
        return Source(path, b"", None, refused, refused)
    reading = read(path.name, content, reference_for)
    return _source(path, content, reading, reference_for)


def contents(path: Path) -> tuple[bytes, tuple[Finding, ...]]:
    """The bytes of a file, or why there are none."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1), ()  # the reader refuses the byte too many
    except OSError as error:
        reason = error.strerror or str(error)
        return b"", (finding("RD-01", f"{path}：无法打开文件（{reason}）"),)


def _source(path: Path, content: bytes, reading: Reading, reference_for: ReferenceFor) -> Source:
    found = reading.findings
    if reading.report is not None:
        found = (*found, *checks.run(reading.report, reference_for(reading.report.year)))
    report = reading.report if reading.complete else None
    return Source(path, content, report, reading.findings, found)
