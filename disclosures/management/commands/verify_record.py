"""Tell whether the record, what was published and the files are as they were written."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction
from argparse import RawDescriptionHelpFormatter as RawHelp
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures.verifying import Fault, Verification

_NOTED = re.compile(r"(\d+):([0-9a-f]{64})")
_HELP = """从头到尾重算操作记录的摘要链，并核对公开版本、撤回、原始文件和公开文件。

报告每一条被改动、缺失、多出或顺序不符的记录。最后一行是链的末端（序号:摘要）：另行抄存，
下次用 --noted 交回，即可发现整条链被重做。
退出码：0 全部相符；1 有不符；2 用法不对。--format json 每行一个对象，最后一行是合计。"""


class Command(BaseCommand):
    help = _HELP

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawHelp, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--files", action=BooleanOptionalAction, default=True, help="是否核对文件，默认核对"
        )
        parser.add_argument(
            "--seals", action=BooleanOptionalAction, default=True,
            help="设有电子签章服务时是否请它核对签章，默认核对",
        )  # fmt: skip
        parser.add_argument(
            "--from", type=_sequence, default=1, metavar="N", dest="first",
            help="从第 N 条记录起，之前的视为已核对",
        )  # fmt: skip
        parser.add_argument(
            "--noted", type=_noted, metavar="N:DIGEST", help="以前另行抄存的链的末端"
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="输出格式，默认 text"
        )

    def handle(self, *, first: int, files: bool, seals: bool, format: str, **options: Any) -> None:
        look, count = Verification(seals), 0
        for fault in look.run(first=first, files=files, noted=options["noted"]):
            self.stdout.write(_line(fault) if format == "json" else str(fault))
            count += 1
        self.stdout.write(_total(look, count) if format == "json" else _summary(look, count))
        if count:
            raise CommandError(f"有{count}处不符", returncode=1)


def _line(fault: Fault) -> str:
    return json.dumps(asdict(fault), ensure_ascii=False)


def _total(look: Verification, count: int) -> str:
    head = {"sequence": look.sequence, "digest": look.digest}
    return json.dumps({"faults": count, "checked": look.checked, "head": head}, ensure_ascii=False)


def _summary(look: Verification, count: int) -> str:
    labels = {"events": "条记录", "versions": "个版本", "withdrawals": "次撤回", "files": "个文件"}
    checked = "、".join(f"{look.checked[name]} {label}" for name, label in labels.items())
    outcome = f"有 {count} 处不符" if count else "全部相符"
    return f"已核对 {checked}：{outcome}\n末端 {look.sequence}:{look.digest}"


def _sequence(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("须为正整数")
    return int(text)


def _noted(text: str) -> tuple[int, str]:
    match = _NOTED.fullmatch(text)
    if match is None:
        raise ArgumentTypeError("格式为 序号:摘要")
    return int(match[1]), match[2]
