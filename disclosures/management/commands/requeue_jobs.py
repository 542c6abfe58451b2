"""Queue again what a worker that died, or a broker that lost its messages, left undone."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from disclosures import uploads


class Command(BaseCommand):
    help = "把等待读取和读取中断的上传重新排队。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="没有工作进程在运行：正在读取的也都已中断"
        )

    def handle(self, *, all: bool, verbosity: int, **options: Any) -> None:
        count = uploads.requeue(now(), timedelta(0) if all else None)
        if verbosity:
            self.stdout.write(f"已重新排队 {count} 个上传")
