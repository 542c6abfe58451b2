"""从哪来: a page for every figure of a version, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from fiscal.provenance import Formula, Mention, Provenance, Term
from portal import published
from portal.editions import changed_at, current, named, of_version
from portal.http import fresh, release
from portal.published import Version


@dataclass(frozen=True, slots=True)
class Named:
    """A figure that the answer names, with the address of its page; empty for the figure itself."""

    term: Term
    url: str


@of_version
def figure(
    request: HttpRequest, shown: Version, editions: list[Version], address: str
) -> HttpResponseBase:
    """What a figure is made of; 404 where the version prints nothing at ``address``."""
    return fresh(
        request,
        lambda: _render(request, shown, editions, address),
        parts=("figure", shown.sha256, address, *named(editions), release()),
        modified=changed_at(editions),
    )


def _render(
    request: HttpRequest, shown: Version, editions: list[Version], address: str
) -> HttpResponse:
    found = published.trace(shown.document(), address)
    if found is None:
        raise Http404
    newest = current(editions)
    url = shown.get_absolute_url()
    context = {
        "version": shown,
        "newer": newest if newest and newest.number > shown.number else None,
        "figure": found,
        "permanent": request.path,
        "place_url": _anchored(url, published.place_anchor(found)),
        "definition_url": _anchored(url, published.definition_anchor(found)),
        "findings_url": f"{url}#findings",
        **_linked(found, published.links(found, url)),
    }
    return render(request, "portal/figure.html", context)


def _anchored(url: str, anchor: str) -> str:
    return f"{url}#{quote(anchor)}" if anchor else ""


def _linked(found: Provenance, urls: dict[str, str]) -> dict[str, object]:
    def name(term: Term) -> Named:
        return Named(term, urls.get(term.address, ""))

    formulas: list[tuple[Formula, list[Named]]] = [
        (one, [name(term) for term in one.terms if term.address != found.address])
        for one in found.formulas
    ]
    mentions: list[tuple[Mention, str]] = [
        (one, urls.get(one.address, "")) for one in found.mentions
    ]
    return {
        "formulas": formulas,
        "part_of": [name(term) for term in found.part_of],
        "mentions": mentions,
    }
