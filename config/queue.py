"""The queue in a folder, for an installation of one machine.

Kombu's writes a message under its own name, and a worker that looks in between takes the empty
file, loses the message and ends. Here a message has its name once it is whole.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):  # type: ignore[misc]  # untyped library
    """A channel whose messages appear at once or not at all."""

    def _put(self, queue: str, payload: dict[str, Any], **_: object) -> None:
        """Put one message onto ``queue``; workers take them in the order of their names."""
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns():020}_{uuid4()}.{queue}.msg"
        part = folder / f".{name}.part"
        part.write_bytes(str_to_bytes(dumps(payload)))
        part.replace(folder / name)


class Transport(filesystem.Transport):  # type: ignore[misc]  # untyped library
    Channel = Channel
