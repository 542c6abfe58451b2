"""The pictures of a version, for its page."""

from __future__ import annotations

from django import template

from portal import accounts, pictures
from portal.published import Version

register = template.Library()


@register.simple_tag
def pictures_of(version: Version) -> list[pictures.Picture]:
    """What the accounts of a version look like; none of what is no account."""
    return pictures.of_account(accounts.of_version(version))
