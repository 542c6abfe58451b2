import re
from io import StringIO

import pytest
from django.core.management import call_command

from units.models import User

pytestmark = pytest.mark.django_db


def ensure_admin() -> str:
    output = StringIO()
    call_command("ensure_admin", stdout=output)
    return output.getvalue()


def test_the_first_run_makes_an_administrator_who_must_change_the_password_it_prints() -> None:
    password = re.search(r"一次性密码  (\S+?)（", ensure_admin())

    admin = User.objects.get(username="admin")
    assert password is not None
    assert admin.check_password(password[1])
    assert admin.is_superuser
    assert admin.must_change_password


def test_a_later_run_changes_nothing_and_says_how_to_reset() -> None:
    ensure_admin()
    before = User.objects.get(username="admin").password

    answer = ensure_admin()

    assert "一次性密码" not in answer
    assert "changepassword admin" in answer
    assert User.objects.get(username="admin").password == before


def test_an_administrator_made_by_hand_is_enough() -> None:
    User.objects.create_superuser("lead", password="a long enough one")

    assert "changepassword lead" in ensure_admin()
    assert User.objects.count() == 1
