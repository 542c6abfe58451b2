"""Bring the embedded database, reference data and static files up to date; runs at each start.

One process instead of six commands, because most of a command's time is loading Django.
Standard output carries the closing notice only: the address, and the first administrator's
one-time password when there was none before.
"""

import os
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import django
from django.core.management import call_command

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def prepare() -> None:
    """Everything idempotent; says on standard error what takes long."""
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    requeue()
    if demo_is_wanted():
        sys.stderr.write("Making a small demonstration with fictional units\n")
        call_command("seed_demo")


def requeue() -> None:
    """Files still to be made or read: the database knows, whatever a killed worker took with it."""
    from config.celery import app
    from disclosures.tasks import render_missing

    app.control.purge()
    render_missing()
    call_command("requeue_jobs", all=True, verbosity=0)  # the worker is not running yet


def demo_is_wanted() -> bool:
    """Only an empty portal gets a demonstration, and only where nobody declined it."""
    from disclosures.models import Disclosure

    return os.environ.get("DEMO", "1") != "0" and not Disclosure.objects.exists()


def notice() -> str:
    """Where the portal is and how to get in."""
    from django.conf import settings

    password = StringIO()
    call_command("ensure_admin", stdout=password)
    address = settings.SITE["url"]
    return f"明账  {address}/\n管理  {address}/admin/\n{password.getvalue().strip()}"


if __name__ == "__main__":
    with redirect_stdout(sys.stderr):
        django.setup()
        prepare()
        closing = notice()
    sys.stdout.write(f"{closing}\n")
