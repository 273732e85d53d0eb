"""The command as a test calls it: in this process, with a data folder of its own and no settings of the machine's."""

import json
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Dateline = Callable[..., Ran]


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Commands can be stopped by hand, also where the tests run in a shell's background, which ignores that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without `.env`, a data folder in it, and no settings from outside but the model's folder."""
    for name in os.environ:
        if name.startswith(("DATELINE_", "OPENAI_")) and name != "DATELINE_CACHE":
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def dateline(own_settings: None, capsys: pytest.CaptureFixture[str]) -> Dateline:
    """Run `dateline` with these arguments."""

    def run(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, out, err)

    return run
