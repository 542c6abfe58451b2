"""What the portal keeps for itself: derived from versions, and made anew at any time."""

from portal.models.current import Current

__all__ = ["Current"]
