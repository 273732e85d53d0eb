"""What stands beside an index: how far it follows the archive, and a seal that says it is whole.

The seal is broken before an index is written to and set when that is done. So a writer that dies in between leaves a
broken seal, and a file that was cut off or lost leaves one that does not fit. No file of a database is opened to look.
"""

import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

_POSITION = "position.json"
_SEAL = "seal.json"


class DamagedIndexError(Exception):
    """An index folder cannot be read; it is to be built anew."""

    def __init__(self, folder: Path, why: object) -> None:
        super().__init__(f"The index folder {folder} is damaged ({str(why)[:200]}).")


class IndexWriteError(Exception):
    """An index could not be written to."""

    def __init__(self, folder: Path, why: object) -> None:
        super().__init__(
            f"The index folder {folder} could not be written ({str(why)[:200]}). Every article that landed is safe in"
            " the archive: make room or give the right to write there, and run the command again."
        )


@dataclass(frozen=True, slots=True)
class Position:
    """The archive that is followed, and the last change taken in."""

    archive: str
    generation: int


def read_position(folder: Path) -> Position | None:
    """The position noted in an index folder; None where there is none to read."""
    try:
        position = Position(**json.loads((folder / _POSITION).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return position if isinstance(position.generation, int) else None


def write_position(folder: Path, position: Position) -> None:
    """Note a position in one step, so that a crash leaves the old one or the new one."""
    _replace(folder / _POSITION, asdict(position))


def begin_anew(folder: Path) -> None:
    """Empty an index folder. The position goes first: half a folder must never pass for an index."""
    (folder / _POSITION).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """Held while an index is opened or written to, each of which is short: nobody opens a half-written one."""
    if folder.parent.exists() and not os.access(folder.parent, os.W_OK):
        yield  # nobody writes here
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        yield


def break_seal(folder: Path) -> None:
    """Say that the files are being written."""
    (folder / _SEAL).unlink(missing_ok=True)


def set_seal(folder: Path, files: Iterable[Path]) -> str:
    """Say that the files are whole as they are; the seal's stamp, which no other has."""
    stamp = uuid.uuid4().hex
    sizes = {str(file.relative_to(folder)): file.stat().st_size for file in files}
    _replace(folder / _SEAL, {"stamp": stamp, "sizes": sizes})
    return stamp


def stamp_of(folder: Path) -> str | None:
    """The stamp of the seal, by which a writer knows its own; None where there is none to read."""
    try:
        return str(json.loads((folder / _SEAL).read_text(encoding="utf-8"))["stamp"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fault(folder: Path) -> str | None:
    """What the seal says against the folder; None for a whole one. Asked while `opening` is held."""
    try:
        sealed = json.loads((folder / _SEAL).read_text(encoding="utf-8"))["sizes"]
        wrong = [name for name, size in sealed.items() if (folder / name).stat().st_size != size]
    except FileNotFoundError as error:
        lost = Path(error.filename).name
        return "it was not written to its end" if lost == _SEAL else f"its file {lost} is gone"
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return f"its seal cannot be read: {error}"
    return f"its file {wrong[0]} has another size than it was left with" if wrong else None


def _replace(file: Path, content: object) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(content), encoding="utf-8")
    os.replace(fresh, file)  # noqa: PTH105 - os.replace names the atomic call
