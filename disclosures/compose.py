"""From a Report to the Document that is shown and frozen."""

from __future__ import annotations

from collections.abc import Sequence

from fiscal import checks
from fiscal.document import AttachedFile, Document
from fiscal.finding import Finding
from fiscal.narrative import narrative
from fiscal.reference import Reference
from fiscal.report import TARGETS, Report


def compose(
    report: Report,
    reference: Reference,
    findings: Sequence[Finding] = (),
    imported: bool = False,
    attachments: Sequence[AttachedFile] = (),
) -> Document:
    """The Report with its text and its findings: those given (a reader's), then the checks'.

    A Report of kind ``targets`` has tables only, no narrative.
    """
    return Document(
        report=report,
        paragraphs=() if report.kind == TARGETS else narrative(report, reference),
        findings=(*findings, *checks.run(report, reference, entered=not imported)),
        rule_set=checks.RULE_SET,
        imported=imported,
        attachments=tuple(attachments),
    )
