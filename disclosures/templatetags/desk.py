"""Filters of the desk's templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from disclosures.desk.links import explain_url, field_id, url_of
from disclosures.models import Disclosure
from fiscal.narrative.inputs import place_of
from fiscal.report import Report

register = template.Library()
register.filter("field_id", field_id)
register.filter("explain_url", explain_url)


@register.filter
def place(report: Report, where: str) -> str:
    """Where in the text something stands, in words; elsewhere a finding says so itself."""
    return place_of(where, report)


@register.filter
def field_url(disclosure: Disclosure, where: str) -> str:
    """The field of the desk where the value at an address is typed."""
    return url_of(disclosure, where)


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping has for a key that the template only knows by name."""
    return mapping.get(key, "")


@register.filter
def source_url(disclosure: Disclosure, address: str) -> str:
    """The field of a figure's source; ``@last`` is that of last year."""
    path, last, _ = address.partition("@last")
    between = "/" if path.startswith("statements/") else "_"
    return url_of(disclosure, f"{path}{between}last" if last else path)
