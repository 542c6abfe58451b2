"""What may be done to a disclosure under review, as forms: one table for the page and its posts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from disclosures import actions
from disclosures.flow import possible
from disclosures.models import Disclosure, Verb
from disclosures.refusal import BAD_APPROVAL, refuse
from disclosures.steps import as_seen
from units.models import User
from units.permissions import allowed

WHERE, TEXT = "where", "text"  # fields of comments, one of each for every comment


@dataclass(frozen=True, slots=True)
class Field:
    """What is typed for a deed; ``name`` is the keyword of its action."""

    name: str
    label: str
    kind: str = "area"  # or a type of <input>
    required: bool = True


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb as a form: what it says before, what is typed, what its button says."""

    verb: Verb
    action: Callable[..., Any]
    button: str
    told: str
    fields: tuple[Field, ...] = ()

    @property
    def comments(self) -> bool:
        return self.verb is Verb.RETURN


_REASON = Field("reason", "理由")
DEEDS = {
    deed.verb: deed
    for deed in (
        Deed(
            Verb.SIGN, actions.sign_off, "审签",
            "单位负责人对提交的内容负责；退回或收回后须重新审签。",
        ),
        Deed(
            Verb.CLEAR, actions.clear_secrecy, "登记保密审查",
            "公开前须经保密审查，写明由谁审查。",
            (Field("reviewer", "保密审查人", "text"),),
        ),
        Deed(
            Verb.APPROVE, actions.approve, "审核通过", "填报和提交的人不能审核自己的内容。",
        ),
        Deed(
            Verb.PUBLISH, actions.publish, "公开",
            "公开后内容不能再改，只能以新版本更正。须再次确认身份。",
        ),
        Deed(
            Verb.RECORD_APPROVAL, actions.record_approval, "登记批复",
            "公开期限为批复后20日内，自批复之日起算。",
            (Field("approved_on", "批复日期", "date"), Field("document", "批复文号", "text")),
        ),
        Deed(
            Verb.RETURN, actions.send_back, "退回",
            "单位修改后重新提交，审签和保密审查须重新办理。",
            (Field("reason", "退回理由"),),
        ),
        Deed(
            Verb.RECALL, actions.recall, "收回提交", "无人审签以前，可以收回继续修改。",
            (Field("reason", "理由（可不填）", required=False),),
        ),
        Deed(
            Verb.ASK_UNLOCK, actions.request_unlock, "申请退回修改", "申请发给财政审核人。",
            (_REASON,),
        ),
        Deed(
            Verb.REVISE, actions.revise, "启动更正",
            "已公开的版本保留，更正理由随下一版公开。", (Field("reason", "更正理由（将公开）"),),
        ),
        Deed(
            Verb.WITHDRAW, actions.withdraw, "撤回公开",
            "仅用于不应公开的内容。原地址改为说明撤回，理由公开。须再次确认身份。",
            (Field("reason", "撤回理由（将公开）"),),
        ),
    )
}  # fmt: skip
GRAVE = frozenset({Verb.PUBLISH, Verb.WITHDRAW})  # who does them says once more who they are


def deeds(user: User | AnonymousUser, disclosure: Disclosure) -> list[Deed]:
    """What ``user`` may do now; the actions ask again, and may know more against it."""
    return [
        deed
        for verb, deed in DEEDS.items()
        if possible(verb, disclosure.state) and allowed(user, verb, disclosure.unit)
    ]


def do(
    deed: Deed, disclosure: Disclosure, posted: QueryDict, is_place: Callable[[str], object],
    by: User, at: datetime,
) -> None:  # fmt: skip
    """Do a deed to what its page showed. ``is_place``: whether a comment may be pinned there.

    Raises ``ActionRefused``.
    """
    typed: dict[str, Any] = {field.name: posted.get(field.name, "") for field in deed.fields}
    if "approved_on" in typed:
        typed["approved_on"] = _day(typed["approved_on"])
    if deed.comments:
        typed["comments"] = [
            (where if is_place(where) else "", text) for where, text in comments(posted)
        ]
    revision = posted.get("revision", "")
    with as_seen(disclosure, int(revision) if revision.isdecimal() else -1):
        deed.action(disclosure=disclosure, by=by, at=at, **typed)


def comments(posted: QueryDict) -> list[tuple[str, str]]:
    """The comments of a form: those that say something."""
    pairs = zip(posted.getlist(WHERE), posted.getlist(TEXT), strict=False)
    return [(where, text) for where, text in pairs if text.strip()]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(BAD_APPROVAL, "请填写批复日期，如2026-08-20", "approved_on")
