"""The record of what was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosures.models.draft import Disclosure
from disclosures.models.files import Upload
from disclosures.models.states import Verb, by_whom


class Event(models.Model):
    """Who did what, when, to which disclosure (or only received which file).

    ``changes`` are those of ``fiscal.edits`` that the verb made in the draft, as plain data
    ``{path, old, new}``; ``basis`` is what it rested on besides: findings of a reader, internal
    transfers and the units of a consolidation, the version a new year started from, the comments
    of a return, the number and the digests of what was published.
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
    changes = models.JSONField("改动", default=list, blank=True)
    basis = models.JSONField("依据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ("-at", "-pk")
        constraints = [
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
