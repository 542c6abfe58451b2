"""What a government site must say of itself and the settings do not: said when it is started."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

# By key of ``settings.SITE``: the variable and what it is.
NEEDED = {
    "organiser": ("SITE_ORGANISER", "主办单位"),
    "contact": ("SITE_CONTACT", "联系方式"),
    "identifier": ("SITE_IDENTIFIER", "网站标识码"),
    "icp": ("SITE_ICP", "ICP备案号"),
    "police": ("SITE_POLICE", "公安备案号"),
    "conac": ("SITE_CONAC", "党政机关网站标识"),
    "errors": ("SITE_ERRORS", "我为政府网站找错"),
    "guide": ("SITE_GUIDE", "信息公开指南"),
    "request": ("SITE_REQUEST", "依申请公开"),
    "annual": ("SITE_ANNUAL", "信息公开年报"),
}
IDENTIFIER = re.compile(r"\d{10}|bm\d{8}")


def site_is_complete(app_configs: Any, **given: Any) -> list[CheckMessage]:
    """A warning for all that is missing, one for a 网站标识码 that is none; in production only."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    missing = [
        f"{variable}（{name}）"
        for key, (variable, name) in NEEDED.items()
        if not settings.SITE.get(key)
    ]
    if missing:
        found.append(Warning(f"页脚缺少：{'、'.join(missing)}", id="portal.W001"))
    identifier = settings.SITE.get("identifier", "")
    if identifier and not IDENTIFIER.fullmatch(identifier):
        told = "SITE_IDENTIFIER 应为10位数字，或者 bm 加8位数字"
        found.append(Warning(told, id="portal.W002"))
    return found
