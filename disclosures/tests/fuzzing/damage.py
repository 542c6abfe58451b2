"""Ways to damage a file: its bytes, its lines, the members of its archive, their XML."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

Damage = Callable[[bytes, Random], bytes]

_BROKEN = (BadZipFile, ValueError, OSError, RuntimeError, EOFError, zlib.error)
_ODD = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1a", b"\t\t\t", b"\r", b"\n" * 40,
    b"9" * 400, "．".encode(), "\u202e\u200b".encode(), "一".encode() * 3000, b"-", b"%", b"1e400",
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "gb18030", "big5", "shift_jis", "latin-1")
_ATTRIBUTE = re.compile(rb'="[^"<>]{0,40}"')
_TEXT = re.compile(rb">[^<>]{1,200}<")
_ELEMENT = re.compile(rb"<([A-Za-z]+(?::[A-Za-z]+)?)\b[^<>]*>(?:[^<>]*</\1>)")
_VALUES = (
    b"-1", b"0", b"99999999999", b"XFD1048577", b"A0", b"", b"e", b"inlineStr", b"NaN", b"1e999",
    b"true", b"A1:XFD1048576", b"&#x41;", b"../../x", "九".encode(),
)  # fmt: skip


def _place(content: bytes, random: Random) -> int:
    return random.randrange(len(content) + 1)


def cut(content: bytes, random: Random) -> bytes:
    return content[: _place(content, random)]


def cut_out(content: bytes, random: Random) -> bytes:
    start, end = sorted((_place(content, random), _place(content, random)))
    return content[:start] + content[end:]


def duplicated(content: bytes, random: Random) -> bytes:
    start, end = sorted((_place(content, random), _place(content, random)))
    return content[:end] + content[start:end] * random.randint(1, 3) + content[end:]


def flipped(content: bytes, random: Random) -> bytes:
    broken = bytearray(content)
    for _ in range(random.choice((1, 1, 3, 20, 200)) if broken else 0):
        broken[random.randrange(len(broken))] ^= 1 << random.randrange(8)
    return bytes(broken)


def inserted(content: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 5, 30))):
        place = _place(content, random)
        content = content[:place] + random.choice(_ODD) + content[place:]
    return content


def shuffled(content: bytes, random: Random) -> bytes:
    """Lines in another order: all, or a few exchanged."""
    lines = content.split(b"\n")
    if random.random() < 0.3:
        random.shuffle(lines)
    for _ in range(random.choice((1, 5, 50))):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def lines_lost(content: bytes, random: Random) -> bytes:
    share = random.choice((0.02, 0.2, 0.6))
    return b"\n".join(line for line in content.split(b"\n") if random.random() > share)


def glued(content: bytes, random: Random) -> bytes:
    """Line ends lost here and there."""
    lines = content.split(b"\n")
    ends = (random.choice((b"\n", b"\n", b"", b"\n\t", b" ")) for _ in lines)
    return b"".join(line + end for line, end in zip(lines, ends, strict=True))


def encoded(content: bytes, random: Random) -> bytes:
    """In another encoding, or read in a wrong one."""
    text = content.decode("utf-8", "replace")
    if random.random() < 0.3:
        text = content.decode(random.choice(("latin-1", "gb18030", "cp1252")), "replace")
    return text.encode(random.choice(_ENCODINGS), "replace")


def numbers(content: bytes, random: Random) -> bytes:
    """Other digits, by the dozen: years, amounts, dates."""

    def other(match: re.Match[bytes]) -> bytes:
        if random.random() > 0.05:
            return match[0]
        return random.choice((b"0", b"99", b"-5", b"1e9", b"20244", b"3/0", b"13", match[0] * 3))

    return re.sub(rb"\d+", other, content)


BYTES: tuple[Damage, ...] = (
    cut, cut_out, duplicated, flipped, inserted, shuffled, lines_lost, glued, encoded, numbers,
)  # fmt: skip


# --- archives -----------------------------------------------------------------------------------


def _attributes(xml: bytes, random: Random) -> bytes:
    return _some(_ATTRIBUTE, xml, random, lambda _: b'="' + random.choice(_VALUES) + b'"')


def _texts(xml: bytes, random: Random) -> bytes:
    return _some(_TEXT, xml, random, lambda _: b">" + random.choice(_VALUES) + b"<")


def _elements(xml: bytes, random: Random) -> bytes:
    return _some(_ELEMENT, xml, random, lambda found: found * random.choice((0, 2, 30)))


def _nested(xml: bytes, random: Random) -> bytes:
    """One element inside itself, hundreds of times."""
    found = _ELEMENT.search(xml, random.randrange(len(xml) + 1))
    if not found:
        return xml
    times, tag = random.choice((5, 200, 2000)), found[1]
    deep = (b"<" + tag + b">") * times + found[0] + (b"</" + tag + b">") * times
    return xml[: found.start()] + deep + xml[found.end() :]


def _some(
    pattern: re.Pattern[bytes], xml: bytes, random: Random, new: Callable[[bytes], bytes]
) -> bytes:
    share = random.choice((0.001, 0.02, 0.3))
    return pattern.sub(lambda m: new(m[0]) if random.random() < share else m[0], xml)


XML: tuple[Damage, ...] = (_attributes, _texts, _elements, _nested, cut, flipped, duplicated)


def rezipped(content: bytes, random: Random) -> bytes:
    """The archive packed anew with a member damaged, lost, doubled or renamed."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    except _BROKEN:
        return content
    for _ in range(random.choice((1, 1, 3))):
        place = random.randrange(len(members))
        name, data = members[place]
        choice = random.random()
        if choice < 0.75:
            members[place] = (name, random.choice(XML)(data, random))
        elif choice < 0.85:
            del members[place]
        elif choice < 0.95:
            members.append((name, data))
        else:
            members[place] = (f"x/{name}", data)
        if not members:
            break
    target = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name may come twice on purpose
        with ZipFile(target, "w", random.choice((ZIP_DEFLATED, ZIP_STORED))) as archive:
            for name, data in members:
                archive.writestr(name, data)
    return target.getvalue()


def damaged(content: bytes, random: Random) -> bytes:
    """The file, damaged once or a few times over."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        archive = content.startswith(b"PK") and random.random() < 0.8
        content = (rezipped if archive else random.choice(BYTES))(content, random)
    return content
