"""Reading an upload in a worker: with signs of life, within limits, and never without an answer."""

from __future__ import annotations

import logging
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError, connections
from django.utils.timezone import now

from disclosures import uploads
from disclosures.intake import GAVE_UP, File, Intake, take_in
from disclosures.models.job import Job, JobKind
from disclosures.proposal import Proposal
from disclosures.store import assemble
from fiscal.finding import error
from units.reference_db import ReferenceNotLoadedError

MAX_SECONDS = 240
MAX_MEMORY = 1024**3  # beyond what the worker has when it begins
_MEASURE = Path("/proc/self/statm")

logger = logging.getLogger(__name__)


class _GivenUpError(Exception):
    """Somebody discarded the job, or took this reader for dead: its result is not wanted."""


def read_job(job: Job) -> None:
    """Read the files of a claimed job and put down what came of it."""
    try:
        with _signs_of_life(job), _limited_memory():
            intake = _answer(job)
        wanted = uploads.settle(job, intake, now())
    except _GivenUpError:
        wanted = False
    if not wanted:
        logger.info("Upload %s: the result of attempt %s is not wanted", job.pk, job.attempt)


def _answer(job: Job) -> Intake:
    """What came of the files, or why nothing came of them."""
    try:
        return _take_in(job)
    except _GivenUpError:
        raise
    except SoftTimeLimitExceeded:
        return _failed(f"读取超过{MAX_SECONDS // 60}分钟，已停止")
    except MemoryError:
        return _failed("文件展开后过大，读取所需的内存超出限额")
    except (FileNotFoundError, ReferenceNotLoadedError) as problem:
        logger.warning("Upload %s: %s", job.pk, problem)
        return _failed(str(problem) if isinstance(problem, ReferenceNotLoadedError) else _LOST)
    except Exception:
        logger.exception("Upload %s could not be read", job.pk)
        return _failed("读取时程序出错，已记入日志，请联系管理员")


_LOST = "存储中找不到原始文件，请重新上传"


def _failed(message: str) -> Intake:
    return Intake(None, findings=(error(GAVE_UP, "", f"{message}；草稿没有改动"),))


def _take_in(job: Job) -> Intake:
    done = 0

    def step(message: str) -> None:
        nonlocal done
        if not uploads.advance(job, done, message, now()):
            raise _GivenUpError
        done += 1

    intake = take_in(_files(job), job.disclosure, job.kind, step)
    step("正在与草稿比较")
    outcome = Proposal(assemble(job.disclosure), intake, job.kind == JobKind.TEXTS)
    if outcome.problems:
        return Intake(None, findings=(*outcome.problems, *intake.findings))
    return intake


def _files(job: Job) -> list[File]:
    files = []
    for upload in job.uploads.order_by("pk"):
        with upload.file.open("rb") as file:
            files.append((upload.name, file.read()))
    return files


@contextmanager
def _signs_of_life(job: Job) -> Iterator[None]:
    over = threading.Event()

    def go_on() -> None:
        try:
            while not over.wait(uploads.BEAT.total_seconds()):
                uploads.beat(job, now())
        except DatabaseError:
            logger.exception("Upload %s: no more signs of life", job.pk)
        finally:
            connections.close_all()

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def _limited_memory() -> Iterator[None]:
    """A file that unfolds without end ends in ``MemoryError``, not in the machine's."""
    if not _MEASURE.exists():  # only Linux tells what there is already
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(_MEASURE.read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MAX_MEMORY
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
