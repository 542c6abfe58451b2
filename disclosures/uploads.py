"""What happens to an upload: read in the background, then confirmed, discarded or taken back.

    WAITING ─claim─► RUNNING ─settle─► READY ─confirm─► CONFIRMED ─undo─► UNDONE
       ▲                │ └──────────► FAILED └─discard─► DISCARDED
       └────requeue─────┘

Every step is a conditional UPDATE or holds the disclosure's lock, so it happens once however
often it is asked for. A message of the queue only says that there may be work: losing it or
having it twice does no harm.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localtime

from disclosures import actions
from disclosures.drafting import Edited, undoable_upload
from disclosures.intake import GAVE_UP, File, Intake
from disclosures.models import Disclosure, Upload, Verb
from disclosures.models.job import OPEN, Job, JobState
from disclosures.proposal import Proposal, proposal
from disclosures.record import append
from disclosures.refusal import ALREADY_DECIDED, NOT_READ_WHOLE, ActionRefused, refuse
from disclosures.steps import require, step
from disclosures.store import assemble
from fiscal.finding import error
from fiscal.report import Report
from units.models import User

BEAT = timedelta(seconds=5)  # between two signs of life of a reader
STALE = timedelta(seconds=60)  # without any, it is given up
MAX_ATTEMPTS = 3
_FINAL_STEPS = 1  # comparing, after the files


def start(
    *, disclosure: Disclosure, files: Sequence[File], kind: str, by: User, at: datetime
) -> Job:
    """Keep the files and have them read. The same files sent twice (a double click) are one."""
    with step(Verb.APPLY_UPLOAD, disclosure, by) as draft:
        if twin := _twin(draft, files, kind, by):
            return twin
        job = Job.objects.create(
            disclosure=draft,
            kind=kind,
            total=len(files) + _FINAL_STEPS,
            created_by=by,
            created_at=at,
        )
        job.uploads.set(
            actions.receive(name=name, content=content, by=by, at=at) for name, content in files
        )
        # A broker that is down must not lose the upload; ``requeue`` sends it again.
        transaction.on_commit(lambda: _send(job.pk), robust=True)
    return job


def _twin(draft: Disclosure, files: Sequence[File], kind: str, by: User) -> Job | None:
    digests = sorted(hashlib.sha256(content).hexdigest() for _, content in files)
    for job in draft.jobs.filter(state__in=OPEN, kind=kind, created_by=by):
        if sorted(job.uploads.values_list("sha256", flat=True)) == digests:
            return job
    return None


# --- reading -----------------------------------------------------------------------------


@transaction.atomic
def claim(job_id: int, at: datetime) -> Job | None:
    """The job, taken for reading; None when it is another's already, or over."""
    taken = Job.objects.filter(pk=job_id, state=JobState.WAITING).update(
        state=JobState.RUNNING, attempt=F("attempt") + 1, heartbeat=at, done=0, message=""
    )
    return Job.objects.select_related("disclosure__unit").get(pk=job_id) if taken else None


def beat(job: Job, at: datetime) -> bool:
    """A sign of life. False: the reader was given up, or nobody wants the result any more."""
    return _mine(job).update(heartbeat=at) == 1


def advance(job: Job, done: int, message: str, at: datetime) -> bool:
    """So many steps are done, ``message`` says which comes next. False as in ``beat``."""
    return _mine(job).update(heartbeat=at, done=done, message=message) == 1


def settle(job: Job, intake: Intake, at: datetime) -> bool:
    """Put down what came of the reading. False as in ``beat``; then nothing is put down."""
    state = JobState.READY if intake.acceptable else JobState.FAILED
    settled = _mine(job).update(
        state=state, result=intake.as_text(), done=F("total"), message="", finished_at=at
    )
    return settled == 1


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt)


def requeue(at: datetime, silent_for: timedelta | None = None) -> int:
    """Send what waits, and what a reader left half-way that was silent so long (``STALE``)."""
    since = at - (STALE if silent_for is None else silent_for)
    return _requeue(Job.objects.filter(heartbeat__lte=since), at)


def interrupted(job_id: int, at: datetime) -> None:
    """The process that read this job is known to have died."""
    _requeue(Job.objects.filter(pk=job_id), at)


def _requeue(left: QuerySet[Job], at: datetime) -> int:
    left = left.filter(state=JobState.RUNNING)
    left.filter(attempt__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, result=_given_up().as_text(), message="", finished_at=at
    )
    left.update(state=JobState.WAITING, message="读取中断，重新排队")
    waiting = list(Job.objects.filter(state=JobState.WAITING).values_list("pk", flat=True))
    for job_id in waiting:
        _send(job_id)
    return len(waiting)


def _given_up() -> Intake:
    message = f"读取这些文件时程序{MAX_ATTEMPTS}次中断，已停止。文件已保存，请另存后重试"
    return Intake(None, findings=(error(GAVE_UP, "", message),))


def _send(job_id: int) -> None:
    # Imported late: the task imports this module.
    from disclosures.tasks import read_upload

    read_upload.delay(job_id)


# --- deciding ----------------------------------------------------------------------------


def confirm(
    *, job: Job, revision: int, by: User, at: datetime, despite_gaps: bool = False
) -> Edited:
    """Put the result into the draft, all or nothing. Raises ``ActionRefused``.

    ``revision`` is that of the draft in the preview that is confirmed: a draft that changed
    since is refused. ``despite_gaps`` accepts files that could not be read whole.
    """
    with step(Verb.APPLY_UPLOAD, job.disclosure, by) as draft:
        locked = _to_decide(job, JobState.READY)
        wanted = _proposal(locked, assemble(draft))
        if not wanted.intake.complete and not despite_gaps:
            refuse(NOT_READ_WHOLE, "文件没有全部读入，须先勾选确认已知晓")
        edited = actions.apply_upload(
            disclosure=draft,
            fragment=wanted.after,
            carried=wanted.touched,
            findings=wanted.intake.findings,
            upload=_main_upload(locked),
            by=by,
            at=at,
            expected_revision=revision,
        )
        locked.revision = edited.disclosure.revision
        _decide(locked, JobState.CONFIRMED, by, at)
    return edited


def discard(*, job: Job, by: User, at: datetime) -> None:
    """Leave the draft as it is; the files stay. A reader that is at it stops."""
    with transaction.atomic():
        require(by, Verb.APPLY_UPLOAD, job.disclosure.unit)
        _decide(_to_decide(job, *OPEN), JobState.DISCARDED, by, at)


def undo(*, job: Job, by: User, at: datetime) -> Edited:
    """Take the last confirmed upload back; with conflicts, nothing is done."""
    with step(Verb.UNDO_UPLOAD, job.disclosure, by) as draft:
        locked = _to_decide(job, JobState.CONFIRMED)
        if not is_undoable(locked):
            refuse(ALREADY_DECIDED, "这不是最近一次确认的上传，不能撤销")
        edited = actions.undo_upload(disclosure=draft, by=by, at=at)
        if not edited.conflicts:
            _decide(locked, JobState.UNDONE, by, at)
    return edited


def retry(*, job: Job, by: User, at: datetime) -> None:
    """Have a job read again whose reader gives no sign of life."""
    require(by, Verb.APPLY_UPLOAD, job.disclosure.unit)
    _requeue(Job.objects.filter(pk=job.pk, heartbeat__lte=at - STALE), at)


def is_undoable(job: Job) -> bool:
    """Whether ``undo`` would take this job back: it is the last that was confirmed."""
    event = undoable_upload(job.disclosure)
    return event is not None and job.revision is not None and event.revision == job.revision


def is_silent(job: Job, at: datetime) -> bool:
    """Whether reading seems to have died, or not to begin."""
    last = job.heartbeat if job.state == JobState.RUNNING else job.created_at
    waits = job.state in (JobState.WAITING, JobState.RUNNING)
    return waits and last is not None and last <= at - STALE


def hand_out(*, upload: Upload, disclosure: Disclosure, by: User, at: datetime) -> None:
    """Record that somebody takes an original file away."""
    append(verb=Verb.DOWNLOAD, disclosure=disclosure, upload=upload, by=by, at=at)


def _to_decide(job: Job, *states: str) -> Job:
    """The job, locked; refused when it has been decided upon, by whom and when."""
    locked = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state not in states:
        refuse(ALREADY_DECIDED, _why_not(locked))
    return locked


def _why_not(job: Job) -> str:
    if job.decided_at is None:
        return f"这次上传现在是“{job.get_state_display()}”，不能这样处理"
    when = f"{localtime(job.decided_at):%Y-%m-%d %H:%M}"
    return f"这次上传{job.get_state_display()}（{job.decided_by}，{when}），没有重复处理"


def _proposal(job: Job, draft: Report) -> Proposal:
    """A proposal that can be carried out; else refused."""
    wanted = proposal(job, draft)
    if wanted.problems:
        raise ActionRefused(wanted.problems)
    return wanted


def _decide(job: Job, state: str, by: User, at: datetime) -> None:
    job.state, job.decided_by, job.decided_at = state, by, at
    job.save(update_fields=["state", "decided_by", "decided_at", "revision"])


def _main_upload(job: Job) -> Upload:
    """The draft names one file; the job knows all."""
    return job.uploads.order_by("pk")[0]
