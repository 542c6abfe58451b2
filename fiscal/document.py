"""The frozen document: a Report with its text and findings, as published.

Every renderer (HTML, PDF, JSON, plain text) takes a Document and nothing else, so what
they show cannot disagree. Its canonical JSON is the payload of a published Version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fiscal.codec import LATER
from fiscal.finding import Finding
from fiscal.report import TARGETS, Report

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a paragraph: template wording (``field`` empty) or one value put into it.

    ``kind`` is the placeholder's type in the template: money, percent, share, count, text …
    """

    text: str
    field: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the disclosure.

    ``id``    paragraph of the template: ``s1.income``, ``s5.3.item``.
    ``key``   line key in a repeated paragraph: ``2010301``; else empty.
    ``role``  title, part, section, subsection, body, item.
    """

    id: str
    role: str
    parts: tuple[Part, ...]
    key: str = ""

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file published beside the document: 评价报告 or 佐证资料 (``kind``).

    ``project`` is the name of the project it belongs to, empty for the unit as a whole; ``sha256``
    is the digest of the file's bytes, ``size`` their number.
    """

    project: str
    kind: str
    title: str
    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a unit says to a warning that stands; ``finding`` is the ``Finding.fingerprint``."""

    rule: str
    finding: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is frozen when a disclosure is published.

    ``rule_set`` names the version of the checks that made ``findings``; ``imported`` marks a
    document that had been published elsewhere before. The digests of ``attachments`` are part of
    what is frozen, so the files are, too.
    ``explanations`` answer findings; ``passed`` are the ids of the rules that applied and found
    nothing; ``inputs`` are the digests of what was checked: ``report`` and ``reference``.
    ``correction`` says why a version took the place of the one before.
    """

    report: Report
    paragraphs: tuple[Paragraph, ...]
    findings: tuple[Finding, ...]
    rule_set: str
    imported: bool = False
    schema: int = SCHEMA
    attachments: tuple[AttachedFile, ...] = field(default=(), metadata=LATER)
    explanations: tuple[Explanation, ...] = field(default=(), metadata=LATER)
    passed: tuple[str, ...] = field(default=(), metadata=LATER)
    inputs: Mapping[str, str] = field(default_factory=dict, metadata=LATER)
    correction: str = field(default="", metadata=LATER)

    @property
    def title(self) -> str:
        """The printed title; tables alone (绩效目标表) print none and get one here."""
        printed = "".join(p.text for p in self.paragraphs if p.role == "title").strip()
        subject = "项目支出绩效目标表" if self.report.kind == TARGETS else "部门决算公开说明"
        return printed or f"{self.report.unit.name}{self.report.year}年度{subject}"

    def paragraph(self, paragraph_id: str) -> Paragraph | None:
        return next((p for p in self.paragraphs if p.id == paragraph_id), None)
