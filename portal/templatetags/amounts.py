"""Amounts in templates."""

from __future__ import annotations

from decimal import Decimal

from django import template

from fiscal.money import format_amount

register = template.Library()


@register.filter
def wan(yuan: Decimal | None) -> str:
    """An amount in yuan as 万元 with two decimals; — where it is not known."""
    return "—" if yuan is None else format_amount(yuan)
