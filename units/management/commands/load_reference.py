"""Load the dated reference books; running it again changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.reference import DIRECTORY, csv_items
from units.reference_db import load


class Command(BaseCommand):
    help = "装入基础目录（科目、指标、评分标准、名词、文字模板等），可以重复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--directory", type=Path, default=DIRECTORY, help="CSV 目录，默认为随程序提供的目录"
        )

    def handle(self, *, directory: Path, verbosity: int, **options: Any) -> None:
        if not any(directory.glob("*.csv")):
            raise CommandError(f"{directory} 中没有 CSV 文件", returncode=2)
        try:
            done = load(csv_items(directory))
        except KeyError as error:
            raise CommandError(f"目录缺少列 {error}") from error
        except (ValueError, TypeError) as error:
            raise CommandError(f"目录有误：{error}") from error
        if verbosity:
            self.stdout.write(
                f"基础目录：新增 {done.inserted}，更新 {done.updated}，"
                f"未变 {done.unchanged}，仅库中有 {done.kept}"
            )
