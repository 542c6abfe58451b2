"""The headline figures and pictures of a version, for its page."""

from __future__ import annotations

from typing import NamedTuple

from django import template

from portal import accounts, pictures
from portal.accounts import Figure
from portal.published import Version

register = template.Library()


class Glance(NamedTuple):
    headlines: list[Figure]
    pictures: list[pictures.Picture]


@register.simple_tag
def at_a_glance(version: Version) -> Glance:
    """What the accounts of a version come to; empty for what is no account."""
    account = accounts.of_version(version)
    return Glance(account.headlines, pictures.of_account(account))
