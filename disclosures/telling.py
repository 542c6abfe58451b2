"""Who is told of what: one table; and the e-mails that repeat it outside.

Messages are made in the transaction of the event that they tell of. An e-mail that could not be
sent stays due, and is tried again with the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet

from disclosures.models import Event, Message, Verb
from units.models import Role, Unit, User

Circle = Callable[[Unit], Q]


def _unit(unit: Unit) -> Q:
    """Who works on the disclosures of a unit."""
    return Q(unit=unit, role__in=(Role.OFFICER, Role.HEAD))


def _heads(unit: Unit) -> Q:
    return Q(unit=unit, role=Role.HEAD)


def _reviewers(_: Unit) -> Q:
    return Q(role=Role.REVIEWER)


TOLD: Mapping[str, tuple[Circle, ...]] = {
    Verb.SUBMIT: (_heads, _reviewers),
    Verb.RECALL: (_heads, _reviewers),
    Verb.SIGN: (_reviewers,),
    Verb.RETURN: (_unit,),
    Verb.APPROVE: (_unit,),
    Verb.RECORD_APPROVAL: (_unit,),
    Verb.PUBLISH: (_unit,),
    Verb.ASK_UNLOCK: (_reviewers,),
    Verb.REVISE: (_unit,),
    Verb.WITHDRAW: (_unit, _reviewers),
}


def tell(event: Event) -> None:
    """Leave a message with everybody concerned but the one who did it."""
    people = concerned(event)
    if people is None:
        return
    text = text_of(event)
    made = Message.objects.bulk_create(
        Message(to=person, event=event, text=text, at=event.at) for person in people
    )
    if any(message.to.email for message in made):
        # A broker that is down must not undo what happened; what is due goes out with the next.
        transaction.on_commit(_send_off, robust=True)


def concerned(event: Event) -> QuerySet[User] | None:
    """Whom an event is told to; None where it is told to nobody."""
    circles = TOLD.get(event.verb)
    if circles is None or event.disclosure is None:
        return None
    wanted = Q()
    for circle in circles:
        wanted |= circle(event.disclosure.unit)
    return User.objects.filter(wanted, is_active=True).exclude(pk=event.by_id).order_by("pk")


def text_of(event: Event) -> str:
    """水利局 2025年度部门决算：退回（李审核）。理由：……"""
    said = f"{event.disclosure}：{event.get_verb_display()}（{event.by}）"
    return f"{said}。理由：{event.reason}" if event.reason else said


def due() -> QuerySet[Message]:
    """Messages that are still to go out by e-mail, oldest first."""
    unsent = Message.objects.filter(sent_at=None, to__is_active=True).exclude(to__email="")
    return unsent.order_by("pk")


def send(message_id: int, at: datetime) -> bool:
    """Send one message by e-mail, unless it was sent or somebody else is at it."""
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True, of=("self",))
        message = waiting.select_related("to").filter(pk=message_id, sent_at=None).first()
        if message is None:
            return False
        subject = f"【{settings.SITE['name']}】{message.event.get_verb_display()}"
        address = f"{settings.SITE['url']}/admin/"
        send_mail(subject, f"{message.text}\n\n{address}\n", None, [message.to.email])
        message.sent_at = at
        message.save(update_fields=["sent_at"])
    return True


def _send_off() -> None:
    # Imported late: the tasks pull in the readers and the PDF engine.
    from disclosures.tasks import send_messages

    send_messages.delay()
