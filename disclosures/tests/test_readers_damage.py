"""Damaged, foreign and hostile files: an answer each time, and never a half-read Report."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.readers import Reading, read
from disclosures.readers import decode as decoding
from disclosures.readers.model import squeeze
from disclosures.tests.reading import (
    ALL_SAMPLES,
    fictional_targets,
    fictional_text,
    read_text,
    rules,
    sample,
    text_of,
    whole,
)
from disclosures.tests.word_file import archive, paragraph, table, word_file, word_of_text
from units.reference import shipped_reference


def read_bytes(content: bytes, name: str = "公开.txt") -> Reading:
    return read(name, content, shipped_reference)


def refusal(content: bytes) -> str:
    """The one message of a file that is refused outright."""
    reading = read_bytes(content)
    assert reading.report is None and not reading.complete
    (finding,) = reading.findings
    assert finding.rule in {"RD-01", "RD-02"}
    return finding.message


# --- not a readable file --------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"  \n\t\n", "\ufeff".encode()])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    assert "空" in refusal(content) or "不是部门决算公开说明" in refusal(content)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office"),
        (b"{\\rtf1\\ansi", "RTF"),
    ],
)
def test_a_renamed_file_of_another_kind_is_named(head: bytes, kind: str) -> None:
    assert kind in refusal(head + bytes(200))


def test_binary_content_is_no_text() -> None:
    assert "不是文本文件" in refusal(bytes(range(256)) * 4)
    assert "二进制" in refusal(b"\x01\x02\x03 plain")


def test_a_file_beyond_the_limit_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    content = fictional_text().encode()
    monkeypatch.setattr(decoding, "MAX_FILE", 1000)
    assert "超过" in refusal(content)


def test_a_file_of_endless_lines_is_not_understood() -> None:
    assert "行" in refusal(("附\n" * (decoding.MAX_PIECES + 1)).encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_usual_encoding_reads_the_same(encoding: str) -> None:
    text = fictional_text()
    assert whole(read_bytes(text.encode(encoding))) == whole(read_text(text))


def test_windows_line_ends_read_the_same() -> None:
    text = fictional_text()
    assert whole(read_text(text.replace("\n", "\r\n"))) == whole(read_text(text))


def test_broken_utf8_names_the_line() -> None:
    lines = fictional_text().encode().split(b"\n")
    lines[6] = lines[6][:5] + b"\xff\xfe" + lines[6][5:]
    assert "第7行" in refusal(b"\n".join(lines))


def test_another_document_is_no_disclosure() -> None:
    notice = "关于放假的通知\n各科室：\n2024年度放假安排如下。"
    assert "不是部门决算公开说明" in refusal(notice.encode())
    letter = word_file(paragraph("会议纪要") + table([]) + paragraph("2024年度第一次会议"))
    assert "不是部门决算公开说明" in refusal(letter)


# --- Word files -----------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = archive({"word/document.xml": "A" * 30_000_000})
    assert len(bomb) < 100_000
    assert "压缩" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_UNPACKED", 500)
    content = bytearray(word_of_text("第一部分 单位概况\n" * 200))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset : at + offset + 4] = struct.pack("<I", 10)
            at = content.find(signature, at + 4)
    assert refusal(bytes(content))


def test_too_many_members_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_MEMBERS", 20)
    assert "过大" in refusal(archive({f"word/{n}.xml": "a" for n in range(30)}))


def test_a_zip_without_a_word_document_says_so() -> None:
    assert "没有 Word 文档" in refusal(archive({"xl/workbook.xml": "<workbook/>"}))


@pytest.mark.parametrize(
    "xml",
    [
        "<w:document",
        "<html/>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]><document><body>&x;</body></document>',
        '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><document><body>&y;</body></document>',
        "",
    ],
)
def test_a_word_file_with_a_broken_or_hostile_body_is_refused(xml: str) -> None:
    assert "Word 文档" in refusal(archive({"word/document.xml": xml}))


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_word_file_with_flipped_bytes_never_raises(chance: random.Random) -> None:
    content = bytearray(word_of_text(fictional_targets()))
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(4, len(content))] = chance.randrange(256)
    read_bytes(bytes(content), "目标.docx")


def test_revisions_and_content_controls_are_read_and_deletions_are_not() -> None:
    text = fictional_targets()
    content = word_of_text(text)
    with ZipFile(BytesIO(content)) as file:
        xml = file.read("word/document.xml").decode()
    run = '<w:r><w:t xml:space="preserve">库房维修费</w:t></w:r>'
    assert run in xml
    deleted = "<w:del><w:r><w:delText>旧名</w:delText></w:r></w:del>"
    xml = xml.replace(run, f"{deleted}<w:ins>{run}</w:ins>")
    xml = xml.replace("<w:tbl>", "<w:sdt><w:sdtContent><w:tbl>", 1)
    xml = xml.replace("</w:tbl>", "</w:tbl></w:sdtContent></w:sdt>", 1)
    changed = archive({"word/document.xml": xml})
    assert whole(read_bytes(changed)) == whole(read_text(text))


# --- half a file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*ALL_SAMPLES[:2], "fictional"])
def test_a_truncated_disclosure_is_never_complete(name: str) -> None:
    text = (fictional_text() if name == "fictional" else sample(name)).rstrip()
    for cut in [*range(0, len(text), len(text) // 25), len(text) - 1, len(text) - 20]:
        assert not read_text(text[:cut]).complete, text[cut - 30 : cut]


def test_a_target_table_that_breaks_off_is_never_complete() -> None:
    text = fictional_targets().rstrip()
    second = text.index("库房维修费")
    for cut in range(second, len(text) - 5, 3):
        assert not read_text(text[:cut]).complete, text[cut - 30 : cut]


def test_a_disclosure_without_one_of_its_parts_names_the_part() -> None:
    text = fictional_text()
    start, end = text.index("第三部分 专业名词解释"), text.index("第四部分")
    reading = read_text(text[:start] + text[end:])
    assert not reading.complete
    assert any("第三部分" in finding.message for finding in reading.findings)


def test_a_project_table_without_its_total_is_incomplete() -> None:
    text = fictional_text()
    start = text.index("\t总分\n")
    end = text.index("\n\n", start)
    assert "RD-04" in rules(read_text(text[:start] + text[end:]))


# --- tables that lost their form ------------------------------------------------------------------


def _lines(change: Callable[[str], str | None]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        changed = (change(line) for line in text.split("\n"))
        return "\n".join(line for line in changed if line is not None)

    return apply


DAMAGES: dict[str, Callable[[str], str]] = {
    "trailing white space stripped": _lines(str.rstrip),
    "blank cells dropped": _lines(lambda line: None if line == "\t" else line),
    "empty lines dropped": _lines(lambda line: line or None),
    "everything blank dropped": _lines(lambda line: line if line.strip() else None),
    "leading tabs stripped": _lines(lambda line: line.lstrip("\t")),
    "all white space stripped": _lines(str.strip),
    "only the texts": _lines(lambda line: line.strip() or None),
    "tabs turned into spaces": _lines(lambda line: line.replace("\t", "    ")),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", [*ALL_SAMPLES, "fictional"])
def test_a_table_that_lost_its_tabs_and_blanks_reads_the_same(name: str, damage: str) -> None:
    text = fictional_text() if name == "fictional" else sample(name)
    assert whole(read_text(DAMAGES[damage](text))) == whole(read_text(text))


def test_unknown_lines_and_cells_are_named_and_quoted() -> None:
    text = fictional_text() + "附：联系人张某，电话0994-0000000\n"
    reading = read_text(text)
    (finding,) = [finding for finding in reading.findings if finding.rule == "RD-05"]
    assert finding.source == f"第{text.count(chr(10))}行"
    assert "附：联系人张某" in finding.message
    assert not reading.complete


def test_a_page_number_at_the_end_is_a_hint_only() -> None:
    reading = read_text(fictional_text() + "\n12\n")
    assert whole(reading)
    assert "RD-07" in rules(reading)


def test_a_changed_figure_is_an_error_at_its_line() -> None:
    text = fictional_text()
    lines = enumerate(text.split("\n"), 1)
    number, line = next((n, line) for n, line in lines if line.startswith("2.") and "占" in line)
    share = line[line.index("占") + 1 : line.index("%")]
    reading = read_text(text.replace(line, line.replace(f"占{share}%", "占77.77%")))
    (finding,) = [finding for finding in reading.findings if finding.rule == "TX-01"]
    assert (finding.source, finding.severity.value) == (f"第{number}行", "error")
    assert finding.values == {"printed": "77.77", "expected": share}
    assert reading.complete


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_shuffled_lines_never_raise_and_lose_nothing_silently(chance: random.Random) -> None:
    lines = fictional_text().split("\n")
    for _ in range(chance.randint(1, 60)):
        i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(3):
            case 0:
                lines[i], lines[j] = lines[j], lines[i]
            case 1:
                del lines[i]
            case _:
                lines.insert(i, lines[j])
    source = "\n".join(lines)
    reading = read_text(source)
    if reading.complete and not {"TX-01", "TX-06"} & rules(reading):
        assert squeeze(text_of(whole(reading))) == squeeze(source)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_arbitrary_bytes_never_raise(content: bytes) -> None:
    assert not read_bytes(content).complete


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(set(fictional_targets().split("\n")))), max_size=80))
def test_table_lines_in_any_order_never_raise(lines: list[str]) -> None:
    read_text("\t项目支出绩效目标表\n\n\t(2024年度)\n\n" + "\n".join(lines))
