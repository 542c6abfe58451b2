"""``/catalog.jsonld``: the data catalogue for catalogues (DCAT 3, as DCAT-AP wants it).

A dataset is a disclosure with the files of its newest version; a page of the catalogue names the
next one, so that any number can be read. Digests are those of the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.timezone import localtime

from portal import published
from portal.addresses import absolute, disclosure_url, download_url
from portal.api.door import public
from portal.columns import HOME
from portal.published import DOWNLOADS, Rendition, Version
from portal.record import index_number, overview

PER_PAGE = 100
CONTENT_TYPE = "application/ld+json"
_EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ZH = {"@id": f"{_EU}/language/ZHO"}


class Asked(forms.Form):
    """``?unit=`` and ``?year=`` narrow it, ``?after=`` is where the page before ended."""

    unit = forms.SlugField(required=False, max_length=40)
    year = forms.IntegerField(required=False, min_value=1000, max_value=2999)
    after = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


@public
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """A page of it."""
    form = Asked(request.GET)
    if not form.is_valid():
        raise Http404
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    wanted = {"unit": "unit_code", "year": "year", "after": "pk__lt"}
    found = published.newest().filter(**{wanted[name]: value for name, value in asked.items()})
    page = list(found.prefetch_related("renditions").order_by("-pk")[: PER_PAGE + 1])
    following = {**asked, "after": page[PER_PAGE - 1].pk} if len(page) > PER_PAGE else None
    data = _catalogue(asked, page[:PER_PAGE], following)
    return JsonResponse(data, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def _catalogue(
    asked: dict[str, Any], versions: list[Version], following: dict[str, Any] | None
) -> dict[str, Any]:
    # A thing of its own: on the first page the address alone is that of the catalogue.
    view = {"@id": f"{_address(asked)}#page", "@type": "hydra:PartialCollectionView"}
    if following:
        view["hydra:next"] = {"@id": _address(following)}  # type: ignore[assignment]
    changed = max((one.published_at for one in versions), default=None)
    return {
        "@context": CONTEXT,
        "@id": _address({}),
        "@type": ["dcat:Catalog", "hydra:Collection"],
        "dct:title": _text(f"{settings.SITE['name']}：{HOME.name}"),
        "dct:description": _text(HOME.description),
        "dct:language": _ZH,
        "dct:publisher": _agent(
            absolute("/"), settings.SITE.get("organiser") or settings.SITE["name"]
        ),
        "foaf:homepage": {"@id": absolute("/")},
        **({"dct:modified": _time(changed)} if changed else {}),
        "hydra:view": view,
        "dcat:dataset": [_dataset(one) for one in versions],
    }


def _dataset(version: Version) -> dict[str, Any]:
    unit = absolute(reverse("portal:unit", args=[version.unit_code]))
    return {
        "@id": absolute(disclosure_url(version)),
        "@type": "dcat:Dataset",
        "dct:title": _text(version.title),
        "dct:description": _text(overview(version)),
        "dct:identifier": index_number(version),
        "dct:publisher": _agent(unit, version.unit_name),
        "dcat:contactPoint": {"@type": "vcard:Organization", "vcard:fn": version.unit_name,
                              "vcard:hasURL": {"@id": unit}},
        "dct:issued": _time(version.published_at),
        "dct:language": _ZH,
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dcat:theme": {"@id": f"{_EU}/data-theme/GOVE"},
        "dcat:keyword": [_text("部门预决算"), _text(version.get_kind_display())],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": f"{version.year}-01-01"},
            "dcat:endDate": {"@type": "xsd:date", "@value": f"{version.year}-12-31"},
        },
        "dcat:landingPage": {"@id": absolute(disclosure_url(version))},
        "dcat:version": str(version.number),
        "dcat:distribution": list(_distributions(version)),
    }  # fmt: skip


def _distributions(version: Version) -> Iterator[dict[str, Any]]:
    for extension, media_type in DOWNLOADS.items():
        if file := published.rendition(version, extension):
            yield _distribution(version, file, media_type)


def _distribution(version: Version, file: Rendition, media_type: str) -> dict[str, Any]:
    address = {"@id": absolute(download_url(version, file.format))}
    return {
        "@type": "dcat:Distribution",
        "dct:title": _text(file.format.upper()),
        "dcat:accessURL": {"@id": absolute(version.get_absolute_url())},
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
        "dct:format": {"@id": f"{_EU}/file-type/{file.format.upper()}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }


def _agent(address: str, name: str) -> dict[str, Any]:
    return {"@id": address, "@type": "foaf:Agent", "foaf:name": name}


def _text(text: str) -> dict[str, str]:
    return {"@language": "zh-CN", "@value": text}


def _time(moment: Any) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": localtime(moment).isoformat()}


def _address(asked: dict[str, Any]) -> str:
    query = f"?{urlencode(asked)}" if asked else ""
    return absolute(f"{reverse('portal:dcat')}{query}")
