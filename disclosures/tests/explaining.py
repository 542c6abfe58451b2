"""Warnings of drafts, explained as an officer would before handing in."""

from __future__ import annotations

from datetime import datetime

from disclosures import actions
from disclosures.desk.draft import Draft
from disclosures.models import Disclosure
from fiscal.edits import Change
from fiscal.explaining import unanswered
from units.models import User

SAID = "该笔款项于次年一月结清，已与账簿和合同逐笔核对。"


def explained(draft: Disclosure, by: User, at: datetime) -> Disclosure:
    """The draft with something said to every warning that nobody has explained."""
    found = Draft(draft)
    texts = [
        Change(one.fingerprint, "", SAID) for one in unanswered(found.findings, found.explanations)
    ]
    return actions.explain(disclosure=draft, texts=texts, by=by, at=at)


def submitted(draft: Disclosure, by: User, at: datetime) -> Disclosure:
    """The draft handed in, its warnings explained."""
    return actions.submit(disclosure=explained(draft, by, at), by=by, at=at)
