"""The pages whose cost must not grow with the number of units, and units to ask for them with."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command

from disclosures.demo import LAST_YEAR, units
from portal import index

_FIRST, _SECOND = (one.code for one in units(2))

ADDRESSES = (
    "/",
    "/years/",
    f"/years/{LAST_YEAR}/",
    "/sectors/",
    "/sectors/205/",
    "/funds/general/",
    "/units/",
    f"/units/?year={LAST_YEAR}&state=public&unit=局",
    f"/units/?year={LAST_YEAR}&state=late",
    "/documents/",
    "/documents/?unit=局&sort=-expenditure",
    "/search/?q=决算",
    "/search/?q=教育局",
    "/search/?q=绩效 项目&sort=newest",
    "/search/?q=云岭州教育局局",
    f"/units/{_FIRST}/",
    f"/units/{_FIRST}/{LAST_YEAR}/",
    f"/compare/?unit={_FIRST}&unit={_SECOND}&find=局",
    "/rankings/reception/",
    "/rankings/reception/?sort=-change",
    f"/overview/{LAST_YEAR}/",
    "/catalogue/",
    "/catalogue/list.csv",
    "/documents/list.csv?unit=局&sort=-expenditure",
    "/search/list.csv?q=决算",
    "/rules/",
    "/catalog.jsonld",
    "/feed.atom",
    "/corrections.atom",
    "/sitemap.xml",
    "/sitemap-units-1.xml",
    "/sitemap-1.xml",
    "/api/v1/units",
    "/api/v1/units?name=局",
    "/api/v1/versions",
    f"/api/v1/versions?year={LAST_YEAR}&kind=final_accounts",
    f"/api/v1/versions/{_FIRST}/{LAST_YEAR}/final_accounts",
)


def publish_many(count: int, years: int) -> None:
    """Small documents of so many units and years, and what the portal derives from them."""
    call_command("seed_demo", light=True, units=count, years=years, stdout=StringIO())
    for _ in index.rebuild():
        pass
