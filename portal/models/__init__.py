"""What the portal keeps for itself: derived from versions, and made anew at any time."""

from portal.models.archive import Archive, ArchiveState
from portal.models.current import Current
from portal.models.measures import Included, Measurement, ProjectScore
from portal.models.passage import Part, Passage

__all__ = [
    "Archive", "ArchiveState", "Current", "Included", "Measurement", "Part", "Passage",
    "ProjectScore",
]  # fmt: skip
