"""审核规则: the rules as the public sees them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html  # type: ignore[import-untyped]

from disclosures.rulebook import RULEBOOK
from fiscal.finding import Severity
from portal import published
from portal.tests.support import correct, full, publish

pytestmark = pytest.mark.django_db


def rows(client: Client, asked: str = "") -> dict[str, str]:
    page = html.document_fromstring(client.get("/rules/", {"q": asked}).content.decode())
    return {
        row.get("id"): " ".join(row.text_content().split())
        for row in page.xpath("//section[@class='rules']//tbody/tr")
    }


def test_every_rule_stands_there_once_under_its_own_address(client: Client) -> None:
    shown = rows(client)
    assert sorted(shown) == sorted(RULEBOOK)
    assert "表内各列之和等于合计列" in shown["ST-01"]
    assert "错误" in shown["ST-01"]
    assert "规则集 2026.1" in shown["ST-01"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("st-01", "ST-01"), ("三公 基本支出", "XS-11"), ("保密法", "TX-35"), ("C081", "XS-17")],
)
def test_words_narrow_the_list(client: Client, asked: str, found: str) -> None:
    assert found in rows(client, asked)
    assert len(rows(client, asked)) < 5


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "\x00", "没有的规则", "'" * 999])
def test_whatever_is_asked_gets_a_page(client: Client, asked: str) -> None:
    response = client.get("/rules/", {"q": asked})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_a_rule_counts_the_newest_versions_it_found_something_in(client: Client) -> None:
    report = full()
    wrong = replace(report, functions=("管理委员会会议事规则。。",))
    first = publish(wrong)
    rules = {finding.rule for finding in first.document().findings}
    assert "TX-32" in rules
    assert published.rule_hits() == dict.fromkeys(rules, 1)
    correct(first)
    assert published.rule_hits() == {}, "the newest version counts nothing"


def test_counting_reads_nothing_but_versions_and_their_counts() -> None:
    with CaptureQueriesContext(connection) as queries:
        published.rule_hits()
    sql = " ".join(query["sql"] for query in queries)
    tables = set(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql))
    assert tables <= {f"disclosures_{one}" for one in ("version", "versionfinding", "withdrawal")}


def test_findings_of_a_version_link_to_rules_that_are_there(client: Client) -> None:
    version = publish(full())
    page = html.document_fromstring(client.get(version.get_absolute_url()).content.decode())
    links = page.xpath("//section[@class='findings']//td/a/@href")
    named = {link.partition("#")[2] for link in links if link.startswith("/rules/#")}
    assert named <= set(rows(client))


def test_severities_are_said_in_words(client: Client) -> None:
    told = " ".join(rows(client).values())
    assert all(severity.label in told for severity in Severity)
