"""A document taken apart, so that its page can set its own parts between: what may be done with
it under its title, pictures before its text, files after it, and all of them in its contents.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.safestring import SafeString

_PARTS = re.compile(
    r'<article[^>]*>\s*(?P<head><header class="document-head">.*?</header>)'
    r'\s*<nav class="contents"[^>]*>.*?<ol>(?P<entries>.*?)</ol>\s*(?:</details>\s*)?</nav>'
    r"(?P<body>.*)</article>",
    re.DOTALL,
)


class Parts(NamedTuple):
    """``head`` has the title, ``entries`` are items of the list of contents."""

    head: SafeString
    entries: SafeString
    body: SafeString


def parts_of(article: SafeString) -> Parts:
    """The parts of ``templates/documents/article.html``, rendered now or years ago.

    Raises ``ValueError`` where it is something else.
    """
    found = _PARTS.search(article)
    if found is None:
        raise ValueError("not an article with title, contents and body")
    # Text in it is escaped: what looks like an element is one of our own template's.
    return Parts(*(SafeString(found[name]) for name in Parts._fields))
