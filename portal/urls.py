"""Public addresses, readable and permanent."""

from __future__ import annotations

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from fiscal.report import FINAL_ACCOUNTS, TARGETS
from portal import (
    catalogue,
    check,
    corrections,
    dcat,
    feeds,
    health,
    rules,
    sitemaps,
    views,
    website,
)
from portal.api import guide

app_name = "portal"


class YearConverter(IntConverter):
    regex = r"[12][0-9]{3}"


class NumberConverter(IntConverter):
    regex = r"[1-9][0-9]{0,3}"


class ExtensionConverter(StringConverter):
    regex = r"[a-z]{2,4}"


class DigestConverter(StringConverter):
    regex = r"[0-9a-f]{64}"


register_converter(DigestConverter, "digest")
register_converter(YearConverter, "year")
register_converter(NumberConverter, "number")
register_converter(ExtensionConverter, "extension")

_one_disclosure = [
    path("", views.disclosure, name="disclosure"),
    path("versions/", corrections.versions, name="versions"),
    path("v<number:number>/", views.version, name="version"),
    path("v<number:number>/changes/", corrections.changes, name="changes"),
    path("v<number:number>/check.xlsx", views.version_check, name="version_check"),
    path("v<number:number>/attachments/<digest:sha256>", views.attachment, name="attachment"),
    path("v<number:number>/<slug:stem>.<extension:extension>", views.download, name="download"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("check/", check.check, name="check"),
    path("check/report", check.take_away, name="check_report"),
    path("rules/", rules.rules, name="rules"),
    path("api/", guide.guide, name="api_guide"),
    path("api/v1/", include("portal.api.urls")),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalog.jsonld", dcat.catalogue, name="dcat"),
    path("feed.atom", feeds.everything, name="feed"),
    path("corrections.atom", feeds.corrections, name="feed_corrections"),
    path("units/<slug:code>/feed.atom", feeds.unit, name="feed_unit"),
    path("sitemap.xml", sitemaps.index, name="sitemap_index"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-units-<number:part>.xml", sitemaps.units, name="sitemap_units"),
    path("sitemap-<number:part>.xml", sitemaps.versions, name="sitemap_versions"),
    path("robots.txt", website.robots, name="robots"),
    path("about/", website.about, name="about"),
    path("display/", website.display, name="display"),
    path("sitemap/", website.contents, name="contents"),
    path("leave/<slug:key>/", website.leave, name="leave"),
    path("healthz", health.healthz, name="healthz"),
    path("units/<slug:code>/", views.unit, name="unit"),
    path("units/<slug:code>/<year:year>/targets/", include(_one_disclosure), {"kind": TARGETS}),
    # Last, because reversing a name without a kind takes the last that fits.
    path("units/<slug:code>/<year:year>/", include(_one_disclosure), {"kind": FINAL_ACCOUNTS}),
]
