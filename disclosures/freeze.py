"""Making a Version: the document as bytes, its digests and seal, and what lists show of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from disclosures.digests import sha256, sm3
from disclosures.models import Disclosure, Version, VersionFinding
from disclosures.refusal import NOT_SEALED, refuse
from disclosures.seal import SealError, seal
from fiscal.codec import canonical_json
from fiscal.document import Document
from fiscal.finding import Severity
from units.models import User


def freeze(disclosure: Disclosure, document: Document, *, by: User, at: datetime) -> Version:
    """The next Version of ``disclosure``. The caller holds its row lock."""
    payload = canonical_json(document)
    last = disclosure.versions.order_by("-number").first()
    digest = sm3(payload)
    version = Version.objects.create(
        disclosure=disclosure,
        number=last.number + 1 if last else 1,
        payload=payload.decode(),
        sha256=sha256(payload),
        sm3=digest,
        seal=_seal(digest),
        previous=last.sha256 if last else "",
        published_at=at,
        published_by=by,
        upload=disclosure.upload,
        unit_code=disclosure.unit.code,
        unit_name=disclosure.unit.name,
        **copies(document),
    )
    VersionFinding.objects.bulk_create(
        VersionFinding(version=version, rule=rule, severity=severity, count=count)
        for (rule, severity), count in sorted(counted(document).items())
    )
    return version


def frozen_as(version: Version) -> dict[str, object]:
    """What the record holds of a version: whatever else is in its row follows from it."""
    return {
        "version": version.number,
        "sha256": version.sha256,
        "sm3": version.sm3,
        "seal": version.seal,
        "unit": {"code": version.unit_code, "name": version.unit_name},
    }


def copies(document: Document) -> dict[str, Any]:
    """What a Version repeats of its document, by the names of its fields.

    Not the unit's code and name: those are of the unit, a document may have others or none.
    """
    report = document.report
    severities = Counter(finding.severity for finding in document.findings)
    return {
        "imported": document.imported,
        "year": report.year,
        "kind": report.kind,
        "title": document.title,
        "total_income": report.amount("01", "grand_total_income", "amount"),
        "total_expenditure": report.amount("01", "grand_total_expenditure", "amount"),
        "error_count": severities[Severity.ERROR],
        "warning_count": severities[Severity.WARNING],
    }


def counted(document: Document) -> Counter[tuple[str, str]]:
    """How many findings a document holds, by rule and severity."""
    return Counter((finding.rule, finding.severity.value) for finding in document.findings)


def _seal(digest: str) -> str:
    """The seal of the service that is set, base64. What is to be sealed is not public without."""
    try:
        return seal(digest)
    except SealError as failed:
        refuse(NOT_SEALED, f"{failed}，未公开")
