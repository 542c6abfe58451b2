"""The queue in a folder: what a worker takes from it is whole."""

from __future__ import annotations

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

import config.celery  # noqa: F401  names the transport
from config.queue import Channel


def _connection(folder: Path) -> Any:
    """To a queue in ``folder``. Kombu remembers the names of queues: each test has its own."""
    for name in ("queue", "control"):
        (folder / name).mkdir(exist_ok=True)
    where, control = str(folder / "queue"), str(folder / "control")
    options = {"data_folder_in": where, "data_folder_out": where, "control_folder": control}
    return Connection("filesystem://", transport_options=options)


def test_what_is_put_comes_out_whole_and_in_order(tmp_path: Path) -> None:
    with _connection(tmp_path) as connection, connection.SimpleQueue("ordered") as waiting:
        assert isinstance(connection.default_channel, Channel)
        for number in range(3):
            waiting.put({"version": number})
        taken = [waiting.get(timeout=5) for _ in range(3)]
        for one in taken:
            one.ack()
    assert [one.payload["version"] for one in taken] == [0, 1, 2]


def test_a_worker_that_looks_while_a_message_is_written_sees_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace
    with _connection(tmp_path) as connection, connection.SimpleQueue("looked") as waiting:
        channel = connection.default_channel

        def looking(part: Path, whole: Path) -> Path:
            assert part.stat().st_size
            with pytest.raises(Empty):
                channel._get("looked")
            return replace(part, whole)

        monkeypatch.setattr(Path, "replace", looking)
        waiting.put({"version": 1})
        message = waiting.get(timeout=5)
        message.ack()
    assert message.payload == {"version": 1}
