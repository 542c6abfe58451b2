"""What every public page needs, the one for errors too, which has no request."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def site() -> dict[str, object]:
    """What the site says about itself: name, organiser, registration numbers. See settings.

    ``checks`` says whether it offers to check a visitor's file.
    """
    domain = urlsplit(settings.SITE["url"]).hostname or ""
    return {**settings.SITE, "domain": domain, "checks": settings.PUBLIC_CHECK}
