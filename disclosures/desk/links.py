"""From an address in the Report to the page and the field of the desk where it is typed.

The id of a field is its address without white space (``field_id``): ``texts/s1.cmp.reason``,
``staff/active``, ``statements/05/2010301/total`` (last year's amount has ``/last`` behind it).
"""

from __future__ import annotations

from urllib.parse import quote

from django.urls import reverse

from disclosures.models import Disclosure
from disclosures.render.anchors import anchor as field_id
from fiscal.finding import Finding
from fiscal.statements import BY_NUMBER

__all__ = [
    "CHECKS", "CONSOLIDATION", "NARRATIVE", "PERFORMANCE", "PROJECTS", "REVIEW", "UPLOADS",
    "WHOLE", "explain_url", "field_id", "section_of", "section_url", "url_of",
]  # fmt: skip

# Keys of the sections of the desk besides ``statements/05`` and its like.
WHOLE, NARRATIVE, PERFORMANCE, PROJECTS = "", "narrative", "unit_evaluation", "projects"
UPLOADS, CONSOLIDATION, CHECKS, REVIEW = "uploads", "consolidation", "checks", "review"
# Pages of sections in which nothing of the Report is typed.
_PAGES = {
    UPLOADS: "desk_upload", CONSOLIDATION: "desk_consolidation", CHECKS: "desk_checks",
    REVIEW: "desk_review",
}  # fmt: skip
# Steps of a performance table at which a field is typed, other than the last.
_STEPS = {
    **dict.fromkeys(
        ("name", "department", "implementer", "unit_name", "goal", "indicators", "level1", "level2",
         "target", "weight", "basis", "prior", "rule", "lower_is_better"), "plan",
    ),
    "midyear": "midyear",
}  # fmt: skip
_SECTIONS = {
    "": WHOLE, "unit_evaluation": PERFORMANCE, "projects": PROJECTS, "targets": PROJECTS,
}  # fmt: skip


def section_of(where: str) -> str:
    """The section of the desk that an address belongs to: ``statements/05``, ``narrative`` …"""
    group, _, rest = where.partition("/")
    if group == "statements":
        number = rest.partition("/")[0]
        return f"statements/{number}" if number in BY_NUMBER else WHOLE
    return _SECTIONS.get(group, NARRATIVE)


def url_of(disclosure: Disclosure, where: str) -> str:
    """The field of an address; the page of its section when it names no field."""
    url = _page(disclosure, where)
    fragment = quote(field_id(where.removesuffix("/this")), safe="/")
    return f"{url}#{fragment}" if where else url


def section_url(disclosure: Disclosure, section: str) -> str:
    """The page of a section."""
    if section in _PAGES:
        return reverse(f"admin:{_PAGES[section]}", args=[disclosure.pk])
    return _page(disclosure, section if section != NARRATIVE else "texts")


def explain_url(disclosure: Disclosure, warning: Finding) -> str:
    """Where a warning of the checks is explained."""
    return f"{section_url(disclosure, CHECKS)}#{warning.fingerprint}"


def _page(disclosure: Disclosure, where: str) -> str:
    section, parts = section_of(where), where.split("/")
    if section.startswith("statements/"):
        return reverse("admin:desk_statement", args=[disclosure.pk, parts[1]])
    if section in (PERFORMANCE, PROJECTS):
        return _performance_page(disclosure, parts)
    name = "desk_narrative" if section == NARRATIVE else "desk_home"
    return reverse(f"admin:{name}", args=[disclosure.pk])


def _performance_page(disclosure: Disclosure, parts: list[str]) -> str:
    """The table and the step at which a value of it is typed."""
    step = f"?step={_STEPS[parts[-1]]}" if parts[-1] in _STEPS else ""
    if parts[0] == PERFORMANCE:
        return reverse("admin:desk_performance", args=[disclosure.pk]) + step
    if len(parts) == 1 or not parts[1].isdecimal():
        return reverse("admin:desk_projects", args=[disclosure.pk])
    name = "desk_project" if parts[0] == PROJECTS else "desk_target"
    return reverse(f"admin:{name}", args=[disclosure.pk, int(parts[1])]) + step
