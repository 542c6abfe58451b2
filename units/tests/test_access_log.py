"""S09, S10: the access log is written, kept and shown to the audit administrator alone."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from units import list_files
from units.access_log import record
from units.models import MONTHS_KEPT, AccessRecord, Act, Role, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

LIST = "admin:units_accessrecord_changelist"
EXPORT = "admin:units_accessrecord_export"


def a_line(at: datetime | None = None, username: str = "officer") -> AccessRecord:
    return AccessRecord.objects.create(
        at=at or timezone.now(), act=Act.SIGN_IN, username=username, address="10.1.2.3"
    )


def months_ago(months: int, days: int = 0) -> datetime:
    return timezone.now() - timedelta(days=months * 31 + days)


@pytest.fixture
def auditor(client: Client) -> Client:
    client.force_login(a_user("audit", Role.AUDIT_ADMIN, is_staff=True))
    return client


# --- written -------------------------------------------------------------------------------


def test_coming_failing_and_leaving_are_written_down_with_place_and_time() -> None:
    user = a_user("officer", is_staff=True)
    user.set_password("Quite-right-88")
    user.save()
    client, login = Client(REMOTE_ADDR="10.1.2.3"), reverse("admin:login")
    client.post(login, {"username": "officer", "password": "wrong"})
    client.post(login, {"username": "ghost", "password": "wrong"})
    client.post(login, {"username": "officer", "password": "Quite-right-88"})
    client.post(reverse("admin:logout"))
    lines = AccessRecord.objects.order_by("pk")
    assert [(one.act, one.succeeded, one.username, one.user) for one in lines] == [
        (Act.SIGN_IN, False, "officer", user),
        (Act.SIGN_IN, False, "ghost", None),
        (Act.SIGN_IN, True, "officer", user),
        (Act.SIGN_OUT, True, "officer", user),
    ]
    assert {one.address for one in lines} == {"10.1.2.3"}
    assert all(timezone.now() - one.at < timedelta(minutes=1) for one in lines)


def test_no_password_gets_into_the_log() -> None:
    Client().post(reverse("admin:login"), {"username": "officer", "password": "S3cret-typed"})
    assert "S3cret-typed" not in str(AccessRecord.objects.values().get())


def test_taking_a_list_along_is_written_down(client: Client) -> None:
    client.force_login(a_user("sysadmin", Role.SYSTEM_ADMIN, is_staff=True))
    client.get(reverse("admin:units_unit_export", args=["csv"]))
    assert AccessRecord.objects.get(act=Act.EXPORT).details == {"list": "单位"}


# --- kept ----------------------------------------------------------------------------------


def assert_refused(sql: str) -> None:
    refused = pytest.raises(IntegrityError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_to_change_a_line_or_delete_a_young_one() -> None:
    line = a_line(months_ago(MONTHS_KEPT - 1))
    assert_refused("UPDATE units_accessrecord SET username = 'x'")
    assert_refused("DELETE FROM units_accessrecord")
    if connection.vendor == "sqlite":
        assert_refused("INSERT OR REPLACE INTO units_accessrecord SELECT * FROM units_accessrecord")
    else:
        connection.check_constraints()  # what is still to be checked would be in the way
        assert_refused("TRUNCATE units_accessrecord")
    assert AccessRecord.objects.get() == line


def test_an_old_line_cannot_be_changed_either() -> None:
    a_line(months_ago(MONTHS_KEPT, 10))
    assert_refused("UPDATE units_accessrecord SET username = 'x'")


def test_the_command_lets_go_of_what_is_older_than_the_setting_says() -> None:
    old, young = a_line(months_ago(12, 10)), a_line(months_ago(8))
    output = StringIO()
    call_command("prune_access_log", months=12, stdout=output)
    assert "1" in output.getvalue()
    kept = AccessRecord.objects.filter(pk__in=[old.pk, young.pk])
    assert list(kept) == [young]


@pytest.mark.parametrize("months", [0, 5, -1])
def test_the_command_refuses_to_keep_less_than_the_law_wants(months: int) -> None:
    a_line(months_ago(24))
    with pytest.raises(CommandError, match="6"):
        call_command("prune_access_log", months=months)
    assert AccessRecord.objects.count() == 1


# --- shown ---------------------------------------------------------------------------------


def test_the_audit_administrator_searches_the_log(auditor: Client) -> None:
    a_line(username="zhangsan")
    a_line(username="lisi")
    page = auditor.get(reverse(LIST), {"q": "zhang"}).content.decode()
    assert "zhangsan" in page
    assert "lisi" not in page


def test_the_audit_administrator_changes_nothing_and_sees_no_figures(auditor: Client) -> None:
    line = a_line()
    page = reverse("admin:units_accessrecord_change", args=[line.pk])
    assert auditor.get(page).status_code == 200
    for name, arguments in (("add", []), ("change", [line.pk]), ("delete", [line.pk])):
        address = reverse(f"admin:units_accessrecord_{name}", args=arguments)
        assert auditor.post(address, {"username": "x"}).status_code == 403
    for name in ("disclosures_disclosure", "disclosures_version", "performance_project"):
        assert auditor.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert auditor.get(reverse("admin:disclosures_event_changelist")).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMIN])
def test_nobody_else_sees_the_log(client: Client, role: Role) -> None:
    client.force_login(a_user("somebody", role, a_unit(), is_staff=True))
    for name in (reverse(LIST), reverse(EXPORT, args=["xlsx"])):
        assert client.get(name).status_code == 403


def test_the_log_leaves_as_a_table_in_which_nothing_is_a_formula(auditor: Client) -> None:
    user = User.objects.get(username="audit")
    record(Act.SIGN_IN, None, username="=cmd|' /C calc'!A0", succeeded=False)
    record(Act.CHANGE_USER, a_user("other"), by=user, changes={"role": ["officer", "head"]})
    answer = auditor.get(reverse(EXPORT, args=["csv"]))
    text = answer.getvalue().decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text))
    assert head == ["时间", "事项", "结果", "用户名", "经办人", "来源地址", "详情"]
    by_act = {row[1]: row for row in rows if row[3] != "audit"}
    assert by_act["登录"][2:4] == ["失败", "'=cmd|' /C calc'!A0"]
    assert by_act["修改用户"][3:5] == ["other", "audit"]
    assert by_act["修改用户"][6] == "角色：填报人 → 单位负责人"
    assert AccessRecord.objects.filter(act=Act.EXPORT, user=user).exists()


def test_the_table_keeps_the_filter(auditor: Client) -> None:
    a_line(username="zhangsan")
    answer = auditor.get(reverse(EXPORT, args=["csv"]), {"q": "zhang"})
    text = answer.getvalue().decode("utf-8-sig")
    assert len(text.splitlines()) == 2


def test_the_log_is_looked_at_from_one_day_to_another(auditor: Client) -> None:
    zone = timezone.get_default_timezone()
    for name, moment in {
        "before": datetime(2026, 3, 1, 23, 59, 59, tzinfo=zone),
        "first": datetime(2026, 3, 2, tzinfo=zone),
        "last": datetime(2026, 3, 4, 23, 59, 59, tzinfo=zone),
        "after": datetime(2026, 3, 5, tzinfo=zone),
    }.items():
        a_line(moment, username=name)

    def found(**asked: str) -> set[str]:
        rows = auditor.get(reverse(LIST), asked).context["cl"].queryset
        return set(rows.values_list("username", flat=True)) - {"audit"}

    assert found(**{"from": "2026-03-02", "to": "2026-03-04"}) == {"first", "last"}
    assert found(**{"from": "2026-03-02", "to": ""}) == {"first", "last", "after"}
    assert found(to="2026-03-01", q="e") == {"before"}
    assert found(**{"from": "2026-03-04", "to": "2026-03-02"}) == set()


def test_the_days_keep_what_else_was_asked_and_say_what_they_are(auditor: Client) -> None:
    asked = {"from": "2026-03-02", "q": "zhang", "act__exact": "sign_in", "p": "1"}
    page = auditor.get(reverse(LIST), asked).content.decode()
    form = " ".join(page[page.index('class="period"') :].partition("</form>")[0].split())
    assert 'name="q" value="zhang"' in form and 'name="act__exact" value="sign_in"' in form
    assert 'name="from" value="2026-03-02"' in form and 'name="p"' not in form


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_is_not_looked_for(auditor: Client, day: str) -> None:
    answer = auditor.get(reverse(LIST), {"to": day})
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse(LIST)}?e=1")
    assert auditor.get(reverse(EXPORT, args=["csv"]), {"to": day}).status_code == 404


def test_the_log_leaves_as_a_workbook_of_text(auditor: Client) -> None:
    record(Act.SIGN_IN, None, username="=1+1", succeeded=False)
    answer = auditor.get(reverse(EXPORT, args=["xlsx"]), {"q": "=1+1"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    head, row = sheet.iter_rows()
    assert [cell.value for cell in head][:4] == ["时间", "事项", "结果", "用户名"]
    assert (row[3].value, row[3].data_type) == ("=1+1", "s")
    assert AccessRecord.objects.filter(act=Act.EXPORT).count() == 1


def test_the_log_leaves_in_no_other_form(auditor: Client) -> None:
    assert auditor.get(reverse(EXPORT, args=["html"])).status_code == 404


def test_a_workbook_loses_neither_rows_nor_what_is_too_long_unseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(list_files, "ROWS", 2)
    with list_files.workbook(["a"], [[one] for one in ("1", "2", "x" * 40_000)]) as file:
        first, second = openpyxl.load_workbook(file).worksheets
    assert [row[0].value for row in first.iter_rows()] == ["a", "1", "2"]
    long = second["A2"].value
    assert len(long) == list_files.LONGEST and long.endswith("全文见 CSV）")
