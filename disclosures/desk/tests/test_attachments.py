"""Files beside a table: which are taken, who gets them, and what hostile ones come to."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from disclosures import actions, filetypes
from disclosures.desk.tests.drafts import AT, a_unit, a_user, officer_of
from disclosures.filetypes import UnfitFileError, safe_name, type_of
from disclosures.models import Attachment, Disclosure, Verb
from disclosures.refusal import ActionRefused
from fiscal.report import Report, UnitFacts
from fiscal.tests.books import project
from performance.models import Project
from units.models import Role, Unit, User

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    b":~\x9bU\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"


def package(*names: str, content: bytes = b"<x/>", types: bool = True) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name in (*(("[Content_Types].xml",) if types else ()), *names):
            archive.writestr(name, content)
    return made.getvalue()


DOCX, XLSX = package("word/document.xml"), package("xl/workbook.xml")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.pdf", PDF, filetypes.PDF), ("照片.PNG", PNG, filetypes.PNG),
        ("照片.jpeg", JPEG, filetypes.JPEG), ("报告.docx", DOCX, filetypes.DOCX),
        ("台账.xlsx", XLSX, filetypes.XLSX), (r"C:\桌面\照片.jpg", JPEG + b"\n", filetypes.JPEG),
    ],
)  # fmt: skip
def test_the_type_is_told_by_content_and_name_together(
    name: str, content: bytes, kind: filetypes.FileType
) -> None:
    assert type_of(name, content) is kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("报告.pdf", b"", "空的"),
        ("报告.pdf", PNG, "内容却是PNG 图片"),
        ("照片.png", PDF, "内容却是PDF 文件"),
        ("报告.pdf", b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", "已损坏或不是"),
        ("报告.pdf", PDF[:-7], "已损坏或不是"),
        ("照片.png", PNG[:-4], "已损坏或不是"),
        ("照片.png", PNG + b"<script>alert(1)</script>", "已损坏或不是"),
        ("照片.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "只接受"),
        ("报告.html", b"<html>", "只接受"), ("报告.exe", b"MZ", "只接受"), ("报告", PDF, "只接受"),
        ("报告.pdf.exe", PDF, "只接受"), ("报告.docm", DOCX, "只接受"),
        ("报告.xls", XLSX, "只接受"),
        ("报告.docx", XLSX, "内容却是Excel 工作簿"),
        ("报告.docx", package("word/document.xml", types=False), "已损坏或不是"),
        ("报告.docx", package("readme.txt"), "已损坏或不是"),
        ("报告.docx", DOCX[:40], "已损坏或不是"),
        ("报告.docx", package("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("台账.xlsx", package("xl/workbook.xml", content=bytes(30_000_000)), "压缩炸弹"),
        ("台账.xlsx", package("xl/workbook.xml", *map(str, range(5001))), "压缩炸弹"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(UnfitFileError, match=why):
        type_of(name, content)


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(UnfitFileError, match="20 MB"):
        type_of("报告.pdf", PDF + bytes(filetypes.MAX_SIZE) + b"%%EOF")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("评价报告.PDF", "评价报告.pdf"),
        (r"C:\Users\我\评价报告.pdf", "评价报告.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ('a"b\r\nSet-Cookie: x=1.pdf', "a_bSet-Cookie_ x=1.pdf"),
        ("报告\u202efdp.exe.pdf", "报告fdp.exe.pdf"),
        ("\x00.pdf", "pdf.pdf"), ("\u200b.pdf", "附件.pdf"),
        ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_is_made_safe(given: str, safe: str) -> None:
    assert safe_name(given, filetypes.PDF) == safe


# --- on the desk -------------------------------------------------------------------------------


@pytest.fixture
def draft(unit: Unit, officer: User) -> Disclosure:
    report = Report(UnitFacts(unit.name, unit.code), 2024, projects=(project(),))
    return actions.load(report=report, by=officer, at=AT)


@pytest.fixture
def owner(draft: Disclosure, unit: Unit) -> Project:
    owner: Project = unit.projects.get(name="业务培训费")
    return owner


def url(draft: Disclosure, name: str, *more: int) -> str:
    return reverse(f"admin:desk_{name}", args=[draft.pk, *more])


def upload(desk: Client, draft: Disclosure, owner: Project | None, **more: Any) -> Any:
    data = {
        "file": SimpleUploadedFile("评价报告.pdf", PDF), "kind": "report", "title": "",
        "project": str(owner.pk) if owner else "", "next": url(draft, "project", 0),
    }  # fmt: skip
    return desk.post(url(draft, "attach"), data | more)


@pytest.mark.django_db
def test_a_file_is_kept_listed_and_handed_out_as_a_download(
    desk: Client, draft: Disclosure, owner: Project
) -> None:
    answer = upload(desk, draft, owner, title="2024年评价报告", is_public="1")
    assert answer["Location"] == f"{url(draft, 'project', 0)}#attachments"
    kept = draft.attachments.get()
    assert (kept.project, kept.is_public, kept.size) == (owner, True, len(PDF))
    page = desk.get(url(draft, "project", 0)).content.decode()
    assert "已添加“2024年评价报告”" in page.split('id="attachments"')[1]  # where the browser goes
    assert "2024年评价报告" in desk.get(url(draft, "project", 0)).content.decode()
    assert "2024年评价报告" not in desk.get(url(draft, "performance")).content.decode()
    given = desk.get(url(draft, "attachment", kept.pk))
    assert b"".join(given.streaming_content) == PDF  # type: ignore[attr-defined]
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"].startswith("attachment;")
    assert given["X-Content-Type-Options"] == "nosniff"
    assert draft.events.get(verb=Verb.ATTACH).basis["sha256"] == kept.sha256


@pytest.mark.django_db
def test_the_same_file_again_takes_the_new_title_and_mark(
    desk: Client, draft: Disclosure, owner: Project
) -> None:
    upload(desk, draft, owner)
    upload(desk, draft, owner, title="报告（定稿）", is_public="1")
    kept = draft.attachments.get()
    assert (kept.title, kept.is_public, kept.name) == ("报告（定稿）", True, "评价报告.pdf")


@pytest.mark.django_db
def test_a_hostile_file_is_told_and_not_kept(
    desk: Client, draft: Disclosure, owner: Project
) -> None:
    hostile = SimpleUploadedFile("报告.pdf", b"<html><script>alert(1)</script>")
    answer = upload(desk, draft, owner, file=hostile)
    page = desk.get(answer["Location"]).content.decode()
    assert "未能添加" in page
    assert not Attachment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("more", [{"kind": "novel"}, {"file": ""}, {"title": "长" * 201}])
def test_a_form_that_is_wrong_keeps_nothing(
    more: dict[str, Any], desk: Client, draft: Disclosure, owner: Project
) -> None:
    upload(desk, draft, owner, **more)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_deleted_file_leaves_the_list_and_is_recorded(
    desk: Client, draft: Disclosure, owner: Project
) -> None:
    upload(desk, draft, owner)
    kept = draft.attachments.get()
    desk.post(url(draft, "detach", kept.pk), {"next": "https://example.org/"})
    assert not draft.attachments.exists()
    event = draft.events.latest("pk")
    assert (event.verb, event.basis["name"]) == (Verb.DETACH, "评价报告.pdf")
    assert desk.get(url(draft, "attachment", kept.pk)).status_code == 404
    assert desk.get(url(draft, "detach", kept.pk)).status_code == 405


@pytest.mark.django_db
def test_nobody_is_led_to_another_site(desk: Client, draft: Disclosure, owner: Project) -> None:
    answer = upload(desk, draft, owner, next="https://example.org/")
    assert answer["Location"] == url(draft, "projects")


@pytest.mark.django_db
def test_another_unit_s_files_do_not_exist(
    desk: Client, client: Client, draft: Disclosure, owner: Project
) -> None:
    upload(desk, draft, owner)
    kept = draft.attachments.get()
    client.force_login(officer_of(a_unit("105002", "财政局"), "stranger"))
    assert client.get(url(draft, "attachment", kept.pk)).status_code == 404
    assert client.post(url(draft, "detach", kept.pk)).status_code == 404
    assert upload(client, draft, owner).status_code == 404
    client.logout()
    assert client.get(url(draft, "attachment", kept.pk)).status_code == 302


@pytest.mark.django_db
def test_a_file_is_fetched_through_its_own_disclosure_only(
    desk: Client, draft: Disclosure, owner: Project, officer: User
) -> None:
    upload(desk, draft, owner)
    other = actions.load(report=Report(UnitFacts("水利局", "105001"), 2023), by=officer, at=AT)
    assert desk.get(url(other, "attachment", draft.attachments.get().pk)).status_code == 404


@pytest.mark.django_db
def test_a_file_is_not_put_beside_another_unit_s_project(desk: Client, draft: Disclosure) -> None:
    foreign = Project.objects.create(unit=a_unit("105002", "财政局"), name="别家项目")
    assert upload(desk, draft, foreign).status_code == 404


@pytest.mark.django_db
def test_an_auditor_fetches_and_changes_nothing(
    desk: Client, client: Client, draft: Disclosure, owner: Project, unit: Unit
) -> None:
    upload(desk, draft, owner)
    kept = draft.attachments.get()
    auditor = officer_of(unit, "auditor", Role.AUDITOR)
    client.force_login(auditor)
    assert client.get(url(draft, "attachment", kept.pk)).status_code == 200
    assert draft.events.get(verb="read_attachment").by == auditor
    client.post(url(draft, "detach", kept.pk))
    upload(client, draft, owner, file=SimpleUploadedFile("照片.png", PNG))
    assert draft.attachments.get() == kept


@pytest.mark.django_db
def test_what_is_published_keeps_its_files(desk: Client, draft: Disclosure, owner: Project) -> None:
    upload(desk, draft, owner)
    root = a_user("root", is_superuser=True, is_staff=True)
    actions.publish(disclosure=draft, by=root, at=AT, imported=True)
    with pytest.raises(ActionRefused, match="已经公开"):
        actions.detach(attachment=draft.attachments.get(), by=root, at=AT)
    assert draft.attachments.exists()
