"""Run a rule set over what is published and tell what would differ; or over the drafts again."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from disclosures import rechecking
from disclosures.desk.draft import Draft, take_stock
from disclosures.freshness import outdated
from disclosures.models import Disclosure, Version
from disclosures.rechecking import Recheck, Totals
from fiscal.checks import RULE_SET, RULE_SETS, RULES
from fiscal.finding import Finding
from units.reference_db import ReferenceNotLoadedError

_STEP = 100  # versions between two lines of progress
_HELP = """用任一规则集重新检查已公开的版本，列出与公开时的记录相比会新增（+）、消失（-）的发现。
不改动任何已公开的内容；读取文件时的发现不参与比较。

退出码：0 没有差别（或 --drafts 已完成）；1 有差别，或基础目录是空的；2 用法不对。
--format json 每行一个对象：每个有差别的版本一行，最后一行是按规则的合计。"""


class Command(BaseCommand):
    help = _HELP

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--rule-set", choices=RULE_SETS, default=RULE_SET, help=f"规则集，默认现行的 {RULE_SET}"
        )
        parser.add_argument(
            "--drafts", action="store_true",
            help="改为重新检查规则或内容有变的草稿，更新其错误数和警告数",
        )  # fmt: skip
        parser.add_argument("--unit", metavar="CODE", help="只查这个单位代码")
        parser.add_argument("--year", type=int, metavar="Y", help="只查这个年度")
        parser.add_argument(
            "--all-versions", action="store_true", help="每一版都查，默认只查最新版"
        )
        parser.add_argument(
            "--format", choices=("text", "json"), default="text", help="输出格式，默认 text"
        )

    def handle(self, *, drafts: bool, rule_set: str, **options: Any) -> None:
        try:
            if drafts:
                self._drafts(options)
            elif self._versions(rule_set, options):
                raise CommandError("有版本的检查结果会不同", returncode=1)
        except ReferenceNotLoadedError as error:
            raise CommandError(str(error), returncode=1) from error

    def _drafts(self, options: dict[str, Any]) -> None:
        wanted = {"unit__code": options["unit"], "year": options["year"]}
        chosen = Disclosure.objects.filter(**{k: v for k, v in wanted.items() if v is not None})
        done = 0
        for done, disclosure_id in enumerate(outdated(chosen), 1):
            draft = Disclosure.objects.select_related("unit").get(pk=disclosure_id)
            take_stock(Draft(draft))
            self._progress(done, "份草稿")
        self.stdout.write(f"已重新检查 {done} 份草稿")

    def _versions(self, rule_set: str, options: dict[str, Any]) -> int:
        """Check them one by one and tell of each that differs. Returns how many do."""
        wanted = {"unit_code": options["unit"], "year": options["year"]}
        versions = Version.objects.filter(**{k: v for k, v in wanted.items() if v is not None})
        if not options["all_versions"]:
            versions = rechecking.newest(versions)
        tell, sum_up = _FORMATS[options["format"]]
        totals = Totals()
        for one in rechecking.recheck(versions, rule_set):
            totals.add(one)
            if one.differs:
                self.stdout.write(tell(one))
            self._progress(totals.versions, "个版本")
        self.stdout.write(sum_up(rule_set, totals))
        return totals.differing

    def _progress(self, done: int, what: str) -> None:
        if done % _STEP == 0:
            self.stderr.write(f"已检查 {done} {what}", lambda text: text)
            self.stderr.flush()


def _as_text(one: Recheck) -> str:
    version = f"{one.unit_name}（{one.unit_code}）{one.year}年度 第{one.number}版"
    head = f"{version}，原规则集 {one.rule_set}"
    lines = [f"  + {_line(finding)}" for finding in one.new]
    lines += [f"  - {_line(finding)}" for finding in one.gone]
    return "\n".join([head, *lines])


def _line(finding: Finding) -> str:
    return f"{finding.rule} {finding.severity.label} {finding.message}（{finding.where or '全文'}）"


def _as_json(one: Recheck) -> str:
    told = {
        "unit": one.unit_code, "name": one.unit_name, "year": one.year, "kind": one.kind,
        "version": one.number, "rule_set": one.rule_set,
        "new": [finding.as_json() for finding in one.new],
        "gone": [finding.as_json() for finding in one.gone],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)


def _total_as_text(rule_set: str, totals: Totals) -> str:
    found = f"按规则集 {rule_set} 检查 {totals.versions} 个版本，{totals.differing} 个会有不同"
    rules = [
        f"  {rule}  新增 {totals.new[rule]}，消失 {totals.gone[rule]}  {RULES[rule].title}"
        for rule in totals.rules
    ]
    return "\n".join([found, *rules])


def _total_as_json(rule_set: str, totals: Totals) -> str:
    rules = {rule: {"new": totals.new[rule], "gone": totals.gone[rule]} for rule in totals.rules}
    told = {
        "rule_set": rule_set, "versions": totals.versions, "differing": totals.differing,
        "rules": rules,
    }  # fmt: skip
    return json.dumps({"total": told}, ensure_ascii=False)


_FORMATS = {"text": (_as_text, _total_as_text), "json": (_as_json, _total_as_json)}
