"""Measure each step from a file to a published version; print medians.

Times are CPU seconds of this process, because the machine may be shared. Every round does all
steps once, so that a slow minute slows all of them. The database is a fresh SQLite file in a
temporary directory, and what a round writes is rolled back.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the median of")
    parser.add_argument("--file", type=Path, help="disclosure to measure with (.txt or .docx)")
    parser.add_argument(
        "--workbook", action="store_true", help="upload of 10,000 rows against the default import"
    )
    parser.add_argument(
        "--inspection", type=int, metavar="N", help="the inspection desk with N units"
    )
    parser.add_argument(
        "--recheck", action="store_true", help="checking 10,000 stored versions again"
    )
    parser.add_argument("--portal", type=int, metavar="N", help="the portal with N units")
    parser.add_argument(
        "--web", action="store_true", help="finished pages by nginx and by Python, and lists"
    )
    parser.add_argument("--database", metavar="URL", help="an empty database instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as directory:
        _set_up(Path(directory), options.database)
        sys.stdout.write(_measured(options))


def _measured(options: Namespace) -> str:
    """What was asked for; these modules need the settings."""
    rounds = max(1, options.rounds)
    if options.inspection:
        from bench.inspection import measure_inspection

        return measure_inspection(options.inspection, rounds)
    if options.portal:
        from bench.portal import measure_portal

        return measure_portal(options.portal, rounds)
    if options.web:
        from bench.web import measure_web

        return measure_web(rounds)
    if options.workbook:
        from bench.workbook import compare

        return compare(rounds)
    if options.recheck:
        from bench.recheck import recheck

        return recheck()
    from bench.measure import measure

    return measure(options.file, rounds)


def _set_up(directory: Path, database: str | None) -> None:
    os.environ |= {
        "MINGZHANG_ENV": "embedded",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database or f"sqlite:///{directory}/bench.sqlite3",
        "STORAGE_PATH": str(directory / "files"),
        "STATIC_PATH": str(directory / "static"),
        "CELERY_BROKER_URL": "memory://",
    }
    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)


if __name__ == "__main__":
    main()
