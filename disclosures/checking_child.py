"""Prints the report of a check of standard input as JSON; run by ``checking.check_apart``.

The first line says what the file is called, the rest is the file.
"""

from __future__ import annotations

import json
import os
import resource
import sys

from disclosures.checking import MAX_SECONDS, check, limited
from fiscal.codec import to_plain

MAX_MEMORY = 1536 * 1024**2  # the largest disclosure takes 200 MB


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing is written anywhere
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)  # pages are served first
    about = json.loads(sys.stdin.buffer.readline())
    report = check(about["name"], sys.stdin.buffer.read(), about["occasion"])
    json.dump(to_plain(limited(report)), sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
