"""From a Report to the Document that is shown and frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from fiscal import checks
from fiscal.codec import canonical_json
from fiscal.document import AttachedFile, Document, Explanation
from fiscal.finding import Finding, Severity
from fiscal.narrative import narrative
from fiscal.reference import Reference
from fiscal.report import TARGETS, Report


def compose(
    report: Report,
    reference: Reference,
    findings: Sequence[Finding] = (),
    imported: bool = False,
    attachments: Sequence[AttachedFile] = (),
    explanations: Iterable[Explanation] = (),
    correction: str = "",
) -> Document:
    """The Report with its text and its findings: those given (a reader's), then the checks'.

    Of ``explanations`` those that answer one of the checks' warnings are kept.
    A Report of kind ``targets`` has tables only, no narrative.
    """
    found = checks.run(report, reference, entered=not imported)
    warnings = {one.fingerprint for one in found if one.severity is Severity.WARNING}
    return Document(
        report=report,
        paragraphs=() if report.kind == TARGETS else narrative(report, reference),
        findings=(*findings, *found),
        rule_set=checks.RULE_SET,
        imported=imported,
        attachments=tuple(attachments),
        explanations=tuple(one for one in explanations if one.finding in warnings),
        passed=checks.passed(report, found),
        inputs={
            "report": hashlib.sha256(canonical_json(report)).hexdigest(),
            "reference": reference.digest,
        },
        correction=correction,
    )
