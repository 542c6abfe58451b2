"""Let go of lines of the access log that nobody has to keep any more, and of dead sessions."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from units.models import MONTHS_KEPT, AccessRecord

_LONGEST_MONTH = 31


class Command(BaseCommand):
    help = "删除超过保存期限的登录与账号记录，以及过期的会话"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--months",
            type=int,
            default=settings.ACCESS_LOG_MONTHS,
            metavar="N",
            help=f"保存月数，不少于 {MONTHS_KEPT}，默认取设置 ACCESS_LOG_MONTHS",
        )

    def handle(self, *, months: int, **options: Any) -> None:
        if months < MONTHS_KEPT:
            raise CommandError(f"日志至少保存 {MONTHS_KEPT} 个月（网络安全法第二十一条）")
        limit = timezone.now() - timedelta(days=months * _LONGEST_MONTH)
        count, _ = AccessRecord.objects.filter(at__lt=limit).delete()
        call_command("clearsessions")
        self.stdout.write(f"已删除 {count} 条 {months} 个月以前的记录")
