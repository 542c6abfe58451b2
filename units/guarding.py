"""Text that spreadsheet programs must not take for a formula."""

from __future__ import annotations

# What they take for the start of one (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: object) -> object:
    """Text that would be a formula gets the apostrophe by which programs know text."""
    return f"'{value}" if isinstance(value, str) and _is_risky(value) else value


def unguarded(value: str) -> str:
    return value[1:] if value.startswith("'") and _is_risky(value) else value


def _is_risky(value: str) -> bool:
    return value.lstrip("'").startswith(_FORMULA)
