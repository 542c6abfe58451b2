"""What the portal keeps for itself: derived from versions, and made anew at any time."""

from portal.models.current import Current
from portal.models.passage import Part, Passage

__all__ = ["Current", "Part", "Passage"]
