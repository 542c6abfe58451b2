"""The record of what was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosures.models.draft import Disclosure
from disclosures.models.files import Upload
from disclosures.models.states import Verb, by_whom


class Event(models.Model):
    """Who did what, when, from where, to which disclosure (or only received which file).

    Events are one chain: ``sequence`` counts them from 1, ``digest`` is the SM3 of everything
    else in the row, which includes ``previous``, the digest of the one before. They are written by
    ``disclosures.record`` alone. ``origin`` is a network address, empty for commands.

    ``changes`` are those of ``fiscal.edits`` that the verb made in the draft, as plain data
    ``{path, old, new}``; ``basis`` is what it rested on besides: findings of a reader, internal
    transfers and the units of a consolidation, the version a new year started from, the comments
    of a return, the number, the digests and the seal of what was published, the digest of a file
    that was made of it.
    """

    verb = models.CharField("动作", max_length=20, choices=Verb)
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="决算公开",
    )
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="原始文件",
    )
    by = by_whom("操作人", "events")
    at = models.DateTimeField("时间", db_index=True)
    revision = models.PositiveIntegerField("修订号", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    origin = models.CharField("来源地址", max_length=45, blank=True)
    sequence = models.PositiveBigIntegerField("序号", unique=True)
    previous = models.CharField("上一条摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)
    changes = models.JSONField("改动", default=list, blank=True)
    basis = models.JSONField("依据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(sequence=1, previous="") | Q(sequence__gt=1, previous__length=64),
                name="event_names_the_one_before",
            ),
            models.CheckConstraint(condition=Q(digest__length=64), name="event_digest_is_whole"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="event_verb_is_known"),
            models.CheckConstraint(
                condition=Q(disclosure__isnull=False)
                | Q(upload__isnull=False)
                | Q(verb=Verb.EXPORT),  # of a list of many
                name="event_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.disclosure or self.upload}"


class RecordHead(models.Model):
    """Where the chain of events ends: one row, which is the lock of whoever writes the next."""

    sequence = models.PositiveBigIntegerField("序号", default=0)
    digest = models.CharField("摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录的末端"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="record_has_one_head"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.digest}"
