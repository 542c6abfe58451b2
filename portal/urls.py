"""Public addresses, readable and permanent."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from fiscal.report import FINAL_ACCOUNTS, TARGETS
from portal import (
    browsing,
    catalogue,
    check,
    compare,
    corrections,
    dcat,
    downloads,
    feeds,
    figures,
    health,
    home,
    listing,
    overview,
    rankings,
    rules,
    search,
    sheets,
    sitemaps,
    unit,
    verify,
    views,
    website,
)
from portal.api import guide
from portal.archives import views as archives

app_name = "portal"


class YearConverter(IntConverter):
    regex = r"[12][0-9]{3}"


class NumberConverter(IntConverter):
    regex = r"[1-9][0-9]{0,3}"


class ExtensionConverter(StringConverter):
    regex = r"[a-z]{2,4}"


class DigestConverter(StringConverter):
    regex = r"[0-9a-f]{64}"


class SheetConverter(StringConverter):
    regex = "|".join(sheets.EXTENSIONS)


register_converter(SheetConverter, "sheet")
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
    path("v<number:number>/figures/<path:address>/", figures.figure, name="figure"),
    path("v<number:number>/attachments/<digest:sha256>", views.attachment, name="attachment"),
    path("v<number:number>/tables/<slug:name>.csv", downloads.table, name="table"),
    path("v<number:number>/<slug:stem>.<extension:extension>", views.download, name="download"),
]

# Each list also as a file: ``?…`` narrows it as it does the page.
_lists = [
    path("search/list.<sheet:extension>", search.search, name="search_list"),
    path("documents/list.<sheet:extension>", listing.documents, name="documents_list"),
    path("years/<year:year>/list.<sheet:extension>", listing.year, name="year_list"),
    path("sectors/<slug:sector>/list.<sheet:extension>", listing.sector, name="sector_list"),
    path("funds/<slug:fund>/list.<sheet:extension>", listing.fund, name="fund_list"),
    path("units/list.<sheet:extension>", browsing.units, name="units_list"),
    path("rankings/<slug:measure>/list.<sheet:extension>", rankings.ranking, name="ranking_list"),
    path("overview/<year:year>/list.<sheet:extension>", overview.overview, name="overview_list"),
    path("compare/list.<sheet:extension>", compare.compare, name="compare_list"),
    path("catalogue/list.<sheet:extension>", catalogue.catalogue, name="catalogue_list"),
]

_one_archive = [
    path("", archives.archive, name="archive"),
    path("progress", archives.progress, name="archive_progress"),
]
_archives: list[URLPattern | URLResolver] = [
    path("", archives.archives, name="archives"),
    path("files/<digest:sha256>/<slug:stem>.zip", archives.file, name="archive_file"),
    path("<year:year>/", include(_one_archive)),
    path("<year:year>/level/<slug:level>/", include(_one_archive)),
    path("<year:year>/under/<slug:under>/", include(_one_archive)),
]

urlpatterns = [
    path("archives/", include(_archives)),
    *_lists,
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("documents/", listing.documents, name="documents"),
    path("years/", browsing.years, name="years"),
    path("years/<year:year>/", listing.year, name="year"),
    path("sectors/", browsing.sectors, name="sectors"),
    path("sectors/<slug:sector>/", listing.sector, name="sector"),
    path("funds/<slug:fund>/", listing.fund, name="fund"),
    path("units/", browsing.units, name="units"),
    path("check/", check.check, name="check"),
    path("check/report", check.take_away, name="check_report"),
    path("schema/document-1.json", downloads.schema, name="schema"),
    path("rules/", rules.rules, name="rules"),
    path("verify/", verify.verify, name="verify"),
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
    path("units/<slug:code>/", unit.unit, name="unit"),
    path("compare/", compare.compare, name="compare"),
    path("rankings/", rankings.rankings, name="rankings"),
    path("rankings/<slug:measure>/", rankings.ranking, name="ranking"),
    path("overview/", overview.newest, name="overviews"),
    path("overview/<year:year>/", overview.overview, name="overview"),
    path("units/<slug:code>/<year:year>/targets/", include(_one_disclosure), {"kind": TARGETS}),
    # Last, because reversing a name without a kind takes the last that fits.
    path("units/<slug:code>/<year:year>/", include(_one_disclosure), {"kind": FINAL_ACCOUNTS}),
]
