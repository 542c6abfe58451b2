"""Reading a PDF back, for tests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def poppler(tool: str, *arguments: str) -> str:
    """Output of one of the poppler tools; the test is skipped where they are not installed."""
    if shutil.which(tool) is None:
        pytest.skip("poppler-utils is not installed")
    done = subprocess.run([tool, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def text_of_pdf(path: Path, first: int = 1, last: int = 9999) -> str:
    """Text in content order, so that the lines of a cell stay together."""
    pages = ("-f", str(first), "-l", str(last))
    return poppler("pdftotext", "-raw", "-nopgbrk", *pages, str(path), "-")
