"""Files kept in storage under their digest, so that a name says what must be inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

_READABLE = 0o644
ATTACHMENTS = "attachments"  # folder of the files beside performance tables


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a content lies in the default storage."""

    name: str
    sha256: str
    size: int


def open_kept(folder: str, sha256: str) -> File[bytes]:
    """What was stored under this digest. Raises ``FileNotFoundError``."""
    return default_storage.open(f"{folder}/{sha256[:2]}/{sha256}")


def keep(folder: str, content: bytes, *, public: bool = False) -> Kept:
    """Store ``content`` once, however often it comes. A half-written file is replaced.

    What is ``public`` other users of the system may read, too: nginx is one.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{folder}/{sha256[:2]}/{sha256}"
    if default_storage.exists(name) and default_storage.size(name) != len(content):
        default_storage.delete(name)
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(content))
    if public:
        Path(default_storage.path(name)).chmod(_READABLE)
    return Kept(name, sha256, len(content))
