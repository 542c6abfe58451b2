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
from argparse import ArgumentParser
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the median of")
    parser.add_argument("--file", type=Path, help="disclosure to measure with (.txt or .docx)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as directory:
        _set_up(Path(directory))
        from bench.measure import measure  # needs the settings

        sys.stdout.write(measure(options.file, max(1, options.rounds)))


def _set_up(directory: Path) -> None:
    os.environ |= {
        "MINGZHANG_ENV": "embedded",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{directory}/bench.sqlite3",
        "STORAGE_PATH": str(directory / "files"),
        "CELERY_BROKER_URL": "memory://",
    }
    django.setup()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)


if __name__ == "__main__":
    main()
