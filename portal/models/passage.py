"""A part of a published document as full-text search knows it."""

from __future__ import annotations

from django.db import models

from portal.models.current import Current
from portal.words import WordsField


class Part(models.TextChoices):
    """What a passage is of."""

    NAME = "name", "单位"
    TEXT = "text", "决算说明"
    EVALUATION = "evaluation", "整体绩效"
    PROJECT = "project", "项目"


class Passage(models.Model):
    """A section of the text, or a project.

    ``pieces`` are its paragraphs as ``[anchor, text]``: ``anchor`` is the id of the place on the
    disclosure's page. The passage of part ``NAME`` has none: its words are the unit's name.
    """

    current = models.ForeignKey(
        Current, on_delete=models.CASCADE, related_name="passages", verbose_name="现行版本"
    )
    part = models.CharField("部分", max_length=10, choices=Part)
    title = models.TextField("标题", blank=True)
    anchor = models.TextField("位置", blank=True)
    pieces = models.JSONField("内容", default=list)
    words = WordsField("检索词")

    class Meta:
        verbose_name = verbose_name_plural = "检索段落"

    def __str__(self) -> str:
        return f"{self.current} {self.title}"
