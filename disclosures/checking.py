"""Checking a file without keeping it: in this process, or in one of its own that has limits.

Nothing here knows a database: what is checked are bytes, and the books are the shipped ones.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from disclosures import workbooks
from disclosures.readers import read
from disclosures.readers.rules import finding
from disclosures.render.checkreport import CheckReport, Noted, noted
from disclosures.render.places import WHOLE
from fiscal import checks
from fiscal.codec import from_plain
from fiscal.finding import Finding
from units.reference import shipped_reference

MAX_SECONDS = 20  # a large disclosure takes two
MAX_FINDINGS = 500  # that a process of its own gives back
MAX_ANSWER = 16 * 1024 * 1024
_MAX_TEXT = 2000  # characters of a message or a value; a paragraph has a few hundred
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff￾￿]")
_CHILD = "disclosures.checking_child"
_ROOT = Path(__file__).resolve().parent.parent

logger = logging.getLogger(__name__)


def check(name: str, content: bytes, occasion: str) -> CheckReport:
    """Read a document or a workbook, whichever it is, and check what it says. Never raises.

    ``occasion`` is what the report says of when it was made.
    """
    reader = workbooks.read if workbooks.is_workbook(content) else read
    reading = reader(name, content, shipped_reference)
    report = reading.report
    if report is None:
        return refused(name, reading.findings, occasion)
    reference = shipped_reference(report.year)
    findings = (*reading.findings, *checks.run(report, reference))
    return CheckReport(
        name=_clean(name),
        unit=_clean(report.unit.name),
        year=report.year,
        occasion=occasion,
        rule_set=checks.RULE_SET,
        noted=tuple(map(_printable, noted(findings, report, reference))),
        passed=checks.passed(report, findings),
        whole=reading.complete,
    )


def check_apart(name: str, content: bytes, occasion: str) -> CheckReport:
    """``check`` in a process of its own, which no file can make too long or too large.

    It gets nothing of this process's environment, so no secret and no database. At most
    ``MAX_FINDINGS`` come back.
    """
    about = json.dumps({"name": name, "occasion": occasion}).encode()
    try:
        answer = _answer(about + b"\n" + content)
        return from_plain(CheckReport, json.loads(answer))
    except subprocess.TimeoutExpired:
        reason = f"检查超过{MAX_SECONDS}秒，已停止"
    except (subprocess.SubprocessError, OSError, ValueError) as problem:
        logger.warning("A file could not be checked: %s", problem)
        reason = "检查没有完成，文件可能已损坏或展开后过大"
    return refused(name, [finding("RD-01", f"{name}：{reason}")], occasion)


def refused(name: str, findings: Iterable[Finding], occasion: str) -> CheckReport:
    """The report of a file that nothing could be made of."""
    found = tuple(_printable(Noted(one, WHOLE, one.source)) for one in findings)
    return CheckReport(_clean(name), "", None, occasion, checks.RULE_SET, found, whole=False)


def limited(report: CheckReport) -> CheckReport:
    """The report with its ``MAX_FINDINGS`` worst findings, in their order."""
    severities = list(report.counts)
    worst = sorted(
        range(len(report.noted)),
        key=lambda index: severities.index(report.noted[index].finding.severity),
    )
    kept = tuple(report.noted[index] for index in sorted(worst[:MAX_FINDINGS]))
    return replace(report, noted=kept, omitted=len(report.noted) - len(kept))


def _answer(question: bytes) -> bytes:
    """What the child prints. It and what it starts end together."""
    with subprocess.Popen(  # noqa: S603  our own program, nothing of the file in its arguments
        [sys.executable, "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    ) as child:
        try:
            answer, complaint = child.communicate(question, timeout=MAX_SECONDS)
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            raise
    if child.returncode or len(answer) > MAX_ANSWER:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise subprocess.SubprocessError(f"code {child.returncode}, {len(answer)} bytes, {last}")
    return answer


def _printable(one: Noted) -> Noted:
    """Without what no page and no workbook can hold; a hostile file can have it."""
    found = one.finding
    values = {name: _clean(value) for name, value in found.values.items()}
    told = replace(found, message=_clean(found.message), values=values, source=_clean(found.source))
    return replace(one, finding=told, section=_clean(one.section), place=_clean(one.place))


def _clean(text: str) -> str:
    text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "……"
