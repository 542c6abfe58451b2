"""What search engines read: schema.org in JSON-LD.

It stands in the page as a data block, which is no script to a browser: the strict policy lets it
be, and nothing is run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from portal import published
from portal.addresses import absolute, disclosure_url, download_url
from portal.published import DOWNLOADS, Version
from portal.record import index_number, overview

CONTEXT = "https://schema.org"
# An end tag or a comment in the text would end the block, or the page.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class Step(NamedTuple):
    """A step of the way to a page; the page itself has no ``url``."""

    name: str
    url: str


Trail = tuple[Step, ...]


def script(data: dict[str, Any]) -> SafeString:
    """The data block that holds ``data``."""
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


def breadcrumbs(steps: Trail) -> dict[str, Any]:
    """The way to a page."""
    items: list[dict[str, Any]] = []
    for position, step in enumerate(steps, 1):
        item = {"@type": "ListItem", "position": position, "name": step.name}
        items.append({**item, "item": absolute(step.url)} if step.url else item)
    return {"@type": "BreadcrumbList", "itemListElement": items}


def organisation(code: str, name: str) -> dict[str, Any]:
    """A unit, known by its page."""
    address = absolute(reverse("portal:unit", args=[code]))
    return {
        "@type": "GovernmentOrganization",
        "@id": address,
        "name": name,
        "url": address,
        "identifier": code,
    }


def dataset(version: Version) -> dict[str, Any]:
    """A version with the files that are made."""
    return {
        "@type": "Dataset",
        "@id": absolute(version.get_absolute_url()),
        "url": absolute(version.get_absolute_url()),
        "name": version.title,
        "description": overview(version),
        "identifier": index_number(version),
        "version": str(version.number),
        "datePublished": localtime(version.published_at).isoformat(),
        "temporalCoverage": f"{version.year}-01-01/{version.year}-12-31",
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "keywords": ["部门预决算", version.get_kind_display(), f"{version.year}年度"],
        "creator": organisation(version.unit_code, version.unit_name),
        "isPartOf": absolute(disclosure_url(version)),
        "distribution": list(_downloads(version)),
    }


def _downloads(version: Version) -> Iterator[dict[str, Any]]:
    for extension, media_type in DOWNLOADS.items():
        if file := published.rendition(version, extension):
            yield {
                "@type": "DataDownload",
                "encodingFormat": media_type,
                "contentUrl": absolute(download_url(version, extension)),
                "contentSize": str(file.size),
                "sha256": file.sha256,
            }
