"""The folder of a run: what was begun, the lines written so far, and the finished run.

    begun.json, results.jsonl.part    while it runs, or where it broke off: lines in the order in which they came
    run.json, results.jsonl           a finished run: settings and totals, and a line a question in the set's order

A finished run is replaced only when the next one in the same folder is finished.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bot.failures import UsageError

Line = Mapping[str, Any]


class RunFolder:
    """One folder, written by one run at a time."""

    def __init__(self, path: Path) -> None:
        self.results = path / "results.jsonl"
        self.report = path / "report.html"
        self._path = path
        self._begun = path / "begun.json"
        self._part = path / "results.jsonl.part"
        self._run = path / "run.json"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other runs out; raises `UsageError` where one is in."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"{self._path} is not a folder: name another with --out") from error
        try:
            with FileLock(self._path / "run.lock", timeout=0):
                yield
        except Timeout as error:
            raise UsageError(f"another run is writing to {self._path}: name another folder with --out") from error

    def begin(self, recipe: Mapping[str, Any]) -> dict[str, Line]:
        """Begin a run, or go on with one that broke off: its lines by id.

        `recipe` says all that answers depend on; raises `UsageError` where another one was begun here.
        """
        earlier = _json(self._begun)
        if earlier is None:
            self._part.unlink(missing_ok=True)
            write_json(self._begun, recipe)
            return {}
        if changed := [key for key in {**earlier, **recipe} if earlier.get(key) != recipe.get(key)]:
            raise UsageError(
                f"{self._path} holds a run that broke off and was begun with other {', '.join(changed)}: name another"
                f" folder with --out, or delete {self._begun.name} there"
            )
        lines = self._written()
        write_lines(self._part, lines)  # without a line that was cut off
        return {line["id"]: line for line in lines}

    def add(self, lines: Sequence[Line]) -> None:
        """Write down lines that are done."""
        with self._part.open("a", encoding="utf-8") as file:
            file.write("".join(map(_line, lines)))

    def finish(self, lines: Sequence[Line], document: Mapping[str, Any]) -> None:
        """Put the finished run in the place of an earlier one."""
        ready = self.results.with_suffix(".jsonl.new")
        write_lines(ready, lines)
        self._run.unlink(missing_ok=True)  # a folder without it holds no finished run
        self.report.unlink(missing_ok=True)
        ready.replace(self.results)
        write_json(self._run, document)
        self.forget()

    def forget(self) -> None:
        """Throw away what was begun."""
        self._begun.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)

    def _written(self) -> list[Line]:
        if not self._part.exists():
            return []
        lines = self._part.read_bytes().split(b"\n")[:-1]  # what stands behind the last line end was cut off
        try:
            return [json.loads(line) for line in lines]
        except ValueError as error:
            raise _damaged(self._part) from error


def write_lines(path: Path, lines: Sequence[Line]) -> None:
    """JSON Lines, whole or not at all."""
    beside = path.with_name(path.name + ".writing")
    beside.write_text("".join(map(_line, lines)), encoding="utf-8", newline="\n")
    beside.replace(path)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """One JSON document, whole or not at all."""
    beside = path.with_name(path.name + ".writing")
    beside.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    beside.replace(path)


def _line(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"


def _json(path: Path) -> dict[str, Any] | None:
    """What `write_json` wrote there; None where there is nothing."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _damaged(path) from error
    return dict(document)


def _damaged(path: Path) -> UsageError:
    return UsageError(f"{path} is damaged: delete it to begin the run anew")
