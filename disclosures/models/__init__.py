"""A disclosure as a draft, and what became of it: versions, renditions, events.

Version, VersionFinding, Rendition, Withdrawal, Upload and Event are written once. ``append_only``
makes the database itself refuse to change them.
"""

from disclosures.models.batch import Batch, Outcome, OutcomeState
from disclosures.models.draft import Disclosure, NarrativeInput, StatementLine
from disclosures.models.explained import Explanation
from disclosures.models.files import Attachment, Upload
from disclosures.models.inspection import InspectedReason, Inspection
from disclosures.models.job import Job
from disclosures.models.log import Event, RecordHead
from disclosures.models.message import Message
from disclosures.models.published import Rendering, Rendition, Version, VersionFinding
from disclosures.models.review import Comment, Withdrawal
from disclosures.models.states import State, Verb

__all__ = [
    "Attachment", "Batch", "Comment", "Disclosure", "Event", "Explanation", "InspectedReason",
    "Inspection", "Job", "Message", "NarrativeInput", "Outcome", "OutcomeState", "RecordHead",
    "Rendering", "Rendition", "State", "StatementLine", "Upload", "Verb", "Version",
    "VersionFinding", "Withdrawal",
]  # fmt: skip
