"""An installation of its own in a folder, with real processes, for tests that kill them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds

_BEGIN = """
import sys
from datetime import timedelta
from pathlib import Path
import django
from config.celery import app
django.setup()
place = Path(sys.argv[1])
folder = str(place / "queue")
app.conf.broker_url = "filesystem://"
app.conf.broker_transport_options = {
    "data_folder_in": folder, "data_folder_out": folder,
    "control_folder": str(place / "control"), "polling_interval": 0.1,
}
from django.core.management import call_command
"""
# The worker that the programs of a test begin; they change what it does before.
WORKER = """
options = "--concurrency 1 --pool prefork --loglevel WARNING --without-gossip --without-mingle"
app.worker_main(["--quiet", "worker", *options.split()])
"""


@dataclass
class Installation:
    """Database, queue and files in ``folder``, with the processes that run there.

    ``database`` is the address of another database, where it is not to be SQLite in the folder;
    ``environment`` is what the processes are told besides.
    """

    folder: Path
    database: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "MINGZHANG_ENV": "embedded",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.database or f"sqlite:///{self.folder}/db.sqlite3",
            "STORAGE_PATH": str(self.folder / "files"),
            "C_FORCE_ROOT": "1",
            **self.environment,
        }
        process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN + program, str(self.folder), *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What SQLite in the folder answers."""
        connection = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                kill_with_children(process)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


def make_folders(folder: Path) -> None:
    for name in ("queue", "control", "files"):
        (folder / name).mkdir()


def until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"not within {patience} s: {what}"
        time.sleep(0.1)


def kill_with_children(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def child_of(process: subprocess.Popen[str]) -> int:
    """The process that the worker works in."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return int(children.read_text(encoding="ascii").split()[0])
