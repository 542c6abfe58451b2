"""A disclosure as a draft, and what became of it: versions, renditions, events.

Version, Rendition, Upload and Event are written once. ``append_only`` makes the database
itself refuse to change them.
"""

from disclosures.models.draft import Disclosure, NarrativeInput, StatementLine
from disclosures.models.files import Attachment, Upload
from disclosures.models.job import Job
from disclosures.models.log import Event
from disclosures.models.published import Rendition, Version
from disclosures.models.states import State, Verb

__all__ = [
    "Attachment", "Disclosure", "Event", "Job", "NarrativeInput", "Rendition", "State",
    "StatementLine", "Upload", "Verb", "Version",
]  # fmt: skip
