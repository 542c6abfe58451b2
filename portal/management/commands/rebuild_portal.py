"""Derive the portal's own tables from the published versions."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal import index, published


class Command(BaseCommand):
    help = "由已公开的版本生成门户的列表和检索数据；只补缺少的，可随时中断、再次运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="已经生成的也重新生成")

    def handle(self, *, all: bool, verbosity: int, **options: Any) -> None:
        total = published.newest().count() if all else index.left().count()
        for done in index.rebuild(anew=all):
            if verbosity:
                self.stdout.write(f"已生成 {done}/{total}")
                self.stdout.flush()
        if verbosity and not total:
            self.stdout.write("没有需要生成的内容")
