"""The page of permissions is current."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
permissions = runpy.run_path(str(ROOT / "scripts" / "permissions.py"))


def test_the_page_of_permissions_is_current() -> None:
    written = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    assert written == permissions["page"](), "run `make rules`"
