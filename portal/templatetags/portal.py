"""What every public page needs, the one for errors too, which has no request."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from portal import structured, website
from portal.columns import Column, Section, column_of, sections_of
from portal.published import Version
from portal.record import Record, record_of
from portal.structured import Step, Trail

register = template.Library()
_QUOTED = re.compile(r"`([^`]+)`")
_DIGITS = re.compile(r"\D")


@register.simple_tag
def site() -> dict[str, object]:
    """What the site says about itself: name, organiser, registration numbers. See settings.

    ``checks`` says whether it offers to check a visitor's file.
    """
    domain = urlsplit(settings.SITE["url"]).hostname or ""
    police = _DIGITS.sub("", settings.SITE.get("police", ""))
    return {
        **settings.SITE,
        "domain": domain,
        "police_code": police,
        "checks": settings.PUBLIC_CHECK,
        "ways_out": website.ways_out(),
    }


@register.simple_tag(takes_context=True)
def column(context: Context) -> Column | None:
    """The column that the page stands in; None for a page of errors."""
    request = context.get("request")
    return column_of(request.path) if request else None


@register.simple_tag(takes_context=True)
def sections(context: Context) -> list[Section]:
    """The links of the header; the one that the page stands in knows it."""
    request = context.get("request")
    return sections_of(request.path if request else "", checks=settings.PUBLIC_CHECK)


@register.simple_tag
def record(version: Version, newer: Version | None = None) -> Record:
    """The entry of a version in the catalogue of disclosed information."""
    return record_of(version, newer or None)


@register.simple_tag
def trail(unit: Version | None, document: Version | None, url: str, name: str, here: str) -> Trail:
    """The way from the home page to this one; see ``portal/breadcrumb.html``."""
    steps = [Step("首页", reverse("portal:home"))]
    if unit:
        steps.append(Step(unit.unit_name, reverse("portal:unit", args=[unit.unit_code])))
    if document:
        default = f"{document.year}年度{document.get_kind_display()}"
        steps.append(Step(name or default, url))
    return (*steps, Step(here, ""))


@register.simple_tag
def structured_trail(steps: Trail) -> SafeString:
    """The same for search engines: schema.org ``BreadcrumbList``."""
    return structured.script(structured.breadcrumbs(steps))


@register.simple_tag
def structured_dataset(version: Version) -> SafeString:
    """A version and its files for search engines: schema.org ``Dataset``."""
    return structured.script(structured.dataset(version))


@register.simple_tag
def structured_organisation(code: str, name: str) -> SafeString:
    """A unit for search engines: schema.org ``GovernmentOrganization``."""
    return structured.script(structured.organisation(code, name))


@register.filter
def code(text: str) -> SafeString:
    """Text with `what stands so` as code."""
    return SafeString(_QUOTED.sub(r"<code>\1</code>", conditional_escape(text)))
