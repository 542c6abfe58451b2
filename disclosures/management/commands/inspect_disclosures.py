"""Find what the inspection desk shows of stored disclosures, one after the other."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from disclosures import inspecting
from disclosures.models import Disclosure


class Command(BaseCommand):
    help = "检查已录入的决算，供检查工作台使用；只检查有变化的，可随时中断、再次运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, metavar="Y", help="只检查这一年度")
        parser.add_argument("--all", action="store_true", help="没有变化的也重新检查")

    def handle(self, *, year: int | None, all: bool, verbosity: int, **options: Any) -> None:
        disclosures = Disclosure.objects.filter(year=year) if year else Disclosure.objects.all()
        if all:
            inspecting.forget(disclosures)
        total = inspecting.stale(disclosures).count()
        for done in inspecting.run(disclosures, now()):
            if verbosity:
                self.stdout.write(f"已检查 {done}/{total}")
                self.stdout.flush()
