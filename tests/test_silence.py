"""Nothing calls out unasked: a listener inside the process hears every connection and every name looked up."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

# Python runs a module of this name when it starts; audit events come from inside the interpreter, whatever the library.
LISTENER = """
import json, os, sys

heard = os.open(os.environ["HEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def listen(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        note = [event, str(arguments[1][0]) if isinstance(arguments[1], tuple) else "local"]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        note = [event, str(arguments[0])]
    elif event in ("subprocess.Popen", "os.system"):
        note = [event, str(arguments[0])]
    else:
        return
    os.write(heard, (json.dumps(note) + "\\n").encode())

sys.addaudithook(listen)
listen("socket.getaddrinfo", ("listening",))
"""
# Our own worker processes are Python's, so the listener hears them, too.
AT_HOME = {"127.0.0.1", "::1", "localhost", "local", "0.0.0.0", "None", "listening", sys.executable}
SAMPLES = Path(__file__).parents[1] / "ingest" / "samples"
SILENCED = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True)
class Listening:
    """Runs the command with a listener in its process."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        mine = {name: value for name, value in os.environ.items() if name not in SILENCED}
        return mine | {"PYTHONPATH": str(self.folder), "HEARD": str(self.folder / "heard")}

    def command(self, *typed: str) -> list[str]:
        return [sys.executable, "-m", "bot", *typed, "--data", str(self.folder / "data")]

    def run(self, *typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*typed), capture_output=True, text=True, timeout=60, env=self.environment)

    def elsewhere(self) -> list[list[str]]:
        """What was heard that is not of this machine."""
        heard = [json.loads(line) for line in (self.folder / "heard").read_text().splitlines()]
        assert ["socket.getaddrinfo", "listening"] in heard
        return [note for note in heard if note[1] not in AT_HOME]


@pytest.fixture
def listening(tmp_path: Path) -> Listening:
    (tmp_path / "sitecustomize.py").write_text(LISTENER)
    return Listening(tmp_path)


def test_loading_and_asking_call_nobody(listening: Listening) -> None:
    loaded = listening.run("load", str(SAMPLES))
    assert loaded.returncode == 0, loaded.stderr
    asked = listening.run("ask", "Who won four gold medals in swimming at the Paris Games?")
    assert "Marchand" in asked.stdout

    assert listening.elsewhere() == []


def test_serving_calls_nobody(listening: Listening, free_port: int) -> None:
    typed = listening.command("serve", "--port", str(free_port), "--json")
    with subprocess.Popen(typed, stdout=subprocess.PIPE, text=True, env=listening.environment) as serving:
        assert serving.stdout
        assert serving.stdout.readline() == "{\n"
        time.sleep(1)  # what a library sends in the background, it sends at its start
        serving.terminate()
        serving.communicate(timeout=20)

    assert listening.elsewhere() == []


def test_the_libraries_are_told_not_to_report() -> None:
    told = "import bot.cli, json, os; print(json.dumps(dict(os.environ)))"
    mine = {name: value for name, value in os.environ.items() if name not in SILENCED}

    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=mine)

    environment = json.loads(ran.stdout)
    assert {name: environment.get(name) for name in SILENCED} == SILENCED
