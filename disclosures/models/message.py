"""What people are told of things that others did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosures.models.log import Event
from units.models import User


class Message(models.Model):
    """That ``event`` happened, told to one person; made together with it.

    ``sent_at`` is when it went out by e-mail; None while it is due, and for ever to who has no
    address.
    """

    to = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="inbox", verbose_name="收件人"
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="messages", verbose_name="操作记录"
    )
    text = models.TextField("内容")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    sent_at = models.DateTimeField("邮件发出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=("to",), condition=Q(read_at=None), name="message_unread"),
            models.Index(fields=("id",), condition=Q(sent_at=None), name="message_unsent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("to", "event"), name="one_message_per_event"),
        ]

    def __str__(self) -> str:
        return self.text
