"""Whatever is asked of a public address, the program answers: never with 500."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from pytest_django import Settings

from fiscal.report import TARGETS
from portal import sheets
from portal.archives import keeping
from portal.archives import views as archives
from portal.models import Archive
from portal.tests.support import AT, brief, full, make_files, publish, revised, withdraw

pytestmark = pytest.mark.django_db

DIGEST = "a" * 64
# What stands in the addresses, by the name that the patterns give it.
GIVEN = {
    "code": "yx-01", "year": 2024, "number": 1, "kind": "final_accounts", "sha256": DIGEST,
    "address": "statements/03/total/total", "stem": "yx-01-2024", "extension": "json",
    "name": "indicators", "sector": "205", "fund": "general", "measure": "reception", "part": 1,
    "key": "guide", "level": "unit", "under": "yx-01", "rest": "nothing",
}  # fmt: skip
# Every name that a page or the interface looks for behind ``?``, and some that none does.
ASKED = (
    "after", "changed_since", "digest", "find", "format", "kind", "level", "limit", "measure",
    "name", "page", "per_page", "path", "project", "q", "scope", "sector", "severity", "sort",
    "state", "statement", "unit", "year", "fund", "nothing", "", "csrfmiddlewaretoken",
)  # fmt: skip
VALUES = (
    b"payload", b"published_by__password", b"--unit_name", b"1000000",
    b"", b"\0", b"a\0b", b"%", b"\\", b"_%_", b"'", b'"><script>', b"../../etc/passwd", b"{{7*7}}",
    b"0", b"-1", b"1.5", b"1e999", b"NaN", b"true", b"null", b"[]", b"2147483648",
    b"9223372036854775808", b"9" * 5000, b"a" * 20_000, "字".encode() * 5000,
    "²".encode(), "٣".encode(), "２０２４".encode(), "\u202e\ufeff\U0001f600".encode(),
    b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\r\nX: y", b"2024-02-30T00:00:00Z",
    b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"statements/03/total/total/" * 9,
)  # fmt: skip
# What stands in an address instead; where a pattern does not take it, nothing is there.
PLACES = (
    *VALUES, b"1000", b"2999", b"9999", b"-", b"_", b"projects/-1/score", b"texts/1.99/-3",
    b"projects/99999999999999999999/indicators/0/score", b"statements/99/x/y", b"computed/\0",
    b"texts/" + "²".encode() + b".1", b"./..", b"a//b/",
)  # fmt: skip
HEADERS = (
    {"HTTP_ACCEPT": "application/x-unknown;q=often"},
    {"HTTP_ACCEPT": "\0"},
    {"HTTP_ACCEPT_ENCODING": "br;q=x, *;q=-1, \xff"},
    {"HTTP_ACCEPT_LANGUAGE": f"{'x' * 5000}, zh;q=9"},
    {"HTTP_COOKIE": "sessionid=\0; csrftoken=\xff; messages=broken; =; ;;"},
    {"HTTP_COOKIE": f"sessionid={'a' * 5000}; messages=[[broken]]; csrftoken={'b' * 64}"},
    {"HTTP_IF_NONE_MATCH": 'W/"', "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 10000 99:99:99 GMT"},
    {"HTTP_IF_MODIFIED_SINCE": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"},
    {"HTTP_IF_MATCH": "a", "HTTP_IF_UNMODIFIED_SINCE": "yesterday", "HTTP_IF_RANGE": "\xff"},
    {"HTTP_RANGE": "bytes=" + "0-0," * 2000},
    {"HTTP_RANGE": f"bytes={'9' * 5000}-"},
    {"HTTP_X_FORWARDED_FOR": "\0, ::::, 999.1.1.1", "HTTP_X_FORWARDED_PROTO": "gopher"},
    {"REMOTE_ADDR": "nowhere"},
    {"HTTP_HOST": "evil.example\0"},
    {"HTTP_ORIGIN": "null", "HTTP_REFERER": "http://[", "HTTP_X_REQUESTED_WITH": "\xff"},
    {"HTTP_SEC_FETCH_SITE": "\0", "HTTP_USER_AGENT": "a" * 20_000},
    {"CONTENT_LENGTH": "many"},
)
METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
BODIES = (
    ("application/x-www-form-urlencoded", b"file=%00&digest=%ff&form=xlsx&report=a:b:c"),
    ("application/x-www-form-urlencoded; charset=nothing", b"digest=" + DIGEST.encode()),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % one for one in range(20_001))),
    ("application/json", b"{"),
    ("multipart/form-data", b"--"),
    ("multipart/form-data; boundary=\xff", b"--"),
    ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"; '
     b'filename="\0/../\xff"\r\nContent-Type: \0\r\n\r\n\0\r\n--b--\r\n'),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Transfer-Encoding: base64\r\n"
     b'Content-Disposition: form-data; name="digest"\r\n\r\n!\r\n--b'),
    ("\0", b"\0"),
)  # fmt: skip


def routes(patterns: Iterable[URLPattern | URLResolver], above: str = "/") -> Iterator[str]:
    """Every public address as the patterns write it: ``/units/<slug:code>/``."""
    for one in patterns:
        route = above + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        elif one.namespace != "admin":
            yield from routes(one.url_patterns, route)


ROUTES = list(routes(get_resolver().url_patterns))
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def filled(route: str, name: str = "", value: bytes = b"") -> str:
    """The address with what is there, but ``value`` in the place of that name."""

    def put(found: re.Match[str]) -> str:
        here = found[1]
        return quote_from_bytes(value if here == name else str(GIVEN[here]).encode())

    return _PLACE.sub(put, route)


FOR_PROGRAMS = ("/api/v1/", "/catalog.jsonld")
ADDRESSES = [filled(route) for route in ROUTES]


@pytest.fixture(autouse=True)
def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something of every kind at the addresses, and no limits."""
    settings.PUBLIC_CHECK_LIMIT = settings.API_LIMIT = 10**9
    monkeypatch.setattr(sheets, "LIMIT", 10**9)
    monkeypatch.setattr(archives, "LIMIT", 10**9)
    version = publish(full())
    make_files(version)
    revised(version, brief(), "补登附件。")
    publish(brief(kind=TARGETS))
    withdraw(publish(brief("yx-02", "云溪县教育局")), "附表误含个人信息。")
    Archive.objects.create(year=2024, sha256=DIGEST, stamp="s", size=1, made_at=AT, as_of=AT)
    keeping.file_of(DIGEST).parent.mkdir(parents=True)
    keeping.file_of(DIGEST).write_bytes(b"0")


@pytest.fixture
def asking() -> Asking:
    return Asking()


class Asking:
    """Asks, and keeps what was answered with an error of the program."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.failed: set[tuple[str, str, str]] = set()

    def ask(self, address: str, method: str = "GET", query: str = "", **more: Any) -> int:
        """The status of the answer."""
        answer = self.client.generic(method, address, QUERY_STRING=query, **more)
        try:
            answer.getvalue()  # a list is made while it is sent
        except Exception as error:
            self.failed.add((method, address, repr(error)))
        if answer.status_code >= 500 and "Retry-After" not in answer:
            self.failed.add((method, address[:200], repr(query or more)[:200]))
        return answer.status_code


def query_of(pairs: Iterable[tuple[str, bytes]]) -> str:
    return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)


def test_every_public_address_is_asked() -> None:
    given = {name for route in ROUTES for name in _PLACE.findall(route)}
    assert given <= GIVEN.keys()
    assert {"/", "/units/yx-01/2024/targets/v1/", "/api/v1/units"} <= set(ADDRESSES)
    assert len(ADDRESSES) > 80


def test_a_page_is_there_whatever_stands_behind_the_question_mark(asking: Asking) -> None:
    """What programs read says what is wrong; pages do as if it had not been asked."""
    for address in ADDRESSES:
        there = {asking.ask(address)}
        if there == {302}:
            there.add(400)  # it is too long to be led on with
        for value in VALUES:
            status = asking.ask(address, query=query_of((name, value) for name in ASKED))
            assert status in there or address.startswith(FOR_PROGRAMS), (address, value[:40])
    assert not asking.failed


def test_nothing_at_a_place_of_an_address_is_too_much(asking: Asking) -> None:
    for route, value in product(ROUTES, PLACES):
        for name in _PLACE.findall(route):
            address = filled(route, name, value)
            if _is_taken(address):
                asking.ask(address)
    for garbage in ("/%ff/", "/%00", "//", "/../", "/units/%ed%a0%80/", f"/{'a' * 20_000}/"):
        asking.ask(garbage)
    assert not asking.failed


def _is_taken(address: str) -> bool:
    try:
        resolve(unquote_to_bytes(address).decode(errors="replace"))
    except Resolver404:
        return False
    return True


def test_no_method_body_or_header_is_too_much(asking: Asking) -> None:
    for address in ADDRESSES:
        for method in METHODS:
            asking.ask(address, method)
        for kind, body in BODIES:
            asking.ask(address, "POST", data=body, content_type=kind)
        for headers in HEADERS:
            asking.ask(address, **headers)
    assert not asking.failed


def test_no_mixture_is_too_much(asking: Asking) -> None:
    values = st.sampled_from(VALUES) | st.binary(max_size=40) | st.text(max_size=9).map(str.encode)
    pairs = st.lists(st.tuples(st.sampled_from(ASKED), values), max_size=6)
    headers = st.sampled_from([{}, *HEADERS])

    @how(max_examples=600, deadline=None, database=None, derandomize=True,
         suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from(ADDRESSES), st.sampled_from(["GET", *METHODS]), pairs, headers)
    def ask(address: str, method: str, asked: Any, more: dict[str, str]) -> None:
        asking.ask(address, method, query_of(asked), **more)
        assert not asking.failed

    ask()
