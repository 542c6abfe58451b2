"""The narrative of a disclosure, in both directions, from one dated template.

``narrative`` prints a Report as the statutory text; ``recover`` reads such a text back.
"""

from fiscal.narrative.defaults import default_text
from fiscal.narrative.recover import recover
from fiscal.narrative.render import narrative
from fiscal.narrative.source import TEXT_BASES, TEXT_RULES, Recovered, SourceLine

__all__ = [
    "TEXT_BASES", "TEXT_RULES", "Recovered", "SourceLine", "default_text", "narrative", "recover",
]  # fmt: skip
