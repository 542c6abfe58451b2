"""The report of a check as a page that stands alone; the portal wraps the same template."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from disclosures.render.checkreport import CheckReport
from disclosures.render.html import style_sheet

STYLES = ("css/base.css", "css/check.css")


def render_check_page(report: CheckReport) -> SafeString:
    """A complete page that needs no other file: to keep, to send, to print."""
    context = {"report": report, "css": "".join(map(style_sheet, STYLES))}
    return render_to_string("documents/check_page.html", context)
