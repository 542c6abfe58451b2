"""The headline figures and pictures of a version, for its page."""

from __future__ import annotations

import re
from typing import NamedTuple

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal import accounts, pictures
from portal.accounts import Figure
from portal.published import Version

register = template.Library()
_PHRASE = re.compile(r"[^，：]*[，：]|[^，：]+")


class Glance(NamedTuple):
    headlines: list[Figure]
    pictures: list[pictures.Picture]


@register.filter
def phrases(sentence: str) -> SafeString:
    """A sentence that a narrow column breaks at its commas first."""
    parts = _PHRASE.findall(sentence)
    return format_html_join("", '<span class="phrase">{}</span>', ((part,) for part in parts))


@register.simple_tag
def at_a_glance(version: Version) -> Glance:
    """What the accounts of a version come to; empty for what is no account."""
    account = accounts.of_version(version)
    return Glance(account.headlines, pictures.of_account(account))
