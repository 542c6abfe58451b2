"""Making a Version: the document as bytes, its digests, and what public lists show of it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from disclosures.digests import sha256, sm3
from disclosures.models import Disclosure, Version, VersionFinding
from fiscal.codec import canonical_json
from fiscal.document import Document
from fiscal.finding import Severity
from units.models import User


def freeze(disclosure: Disclosure, document: Document, *, by: User, at: datetime) -> Version:
    """The next Version of ``disclosure``. The caller holds its row lock."""
    payload = canonical_json(document)
    last = disclosure.versions.order_by("-number").first()
    counts = Counter((finding.rule, finding.severity) for finding in document.findings)
    severities = Counter(finding.severity for finding in document.findings)
    version = Version.objects.create(
        disclosure=disclosure,
        number=last.number + 1 if last else 1,
        payload=payload.decode(),
        sha256=sha256(payload),
        sm3=sm3(payload),
        previous=last.sha256 if last else "",
        imported=document.imported,
        published_at=at,
        published_by=by,
        upload=disclosure.upload,
        unit_code=disclosure.unit.code,
        unit_name=disclosure.unit.name,
        year=disclosure.year,
        kind=disclosure.kind,
        title=document.title,
        total_income=document.report.amount("01", "grand_total_income", "amount"),
        total_expenditure=document.report.amount("01", "grand_total_expenditure", "amount"),
        error_count=severities[Severity.ERROR],
        warning_count=severities[Severity.WARNING],
    )
    VersionFinding.objects.bulk_create(
        VersionFinding(version=version, rule=rule, severity=severity.value, count=count)
        for (rule, severity), count in sorted(counts.items())
    )
    return version
