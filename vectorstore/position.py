"""How far an index follows the archive: written beside the index, read when it is opened."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "position.json"


class DamagedIndexError(Exception):
    """An index folder cannot be used; the message says why and what to do."""

    def __init__(self, folder: Path, why: Exception) -> None:
        super().__init__(
            f"The index folder {folder} is damaged ({str(why)[:200]}). Stop Dateline and delete that folder:"
            " the next `dateline load` builds it anew from the archive, and no article is lost."
        )


@dataclass(frozen=True, slots=True)
class Position:
    """The archive that is followed, the last change taken in, and the embedding model (empty for words)."""

    archive: str
    generation: int
    model: str = ""


def read_position(folder: Path) -> Position | None:
    """The position noted in an index folder; None where there is none to read."""
    try:
        position = Position(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return position if isinstance(position.generation, int) else None


def write_position(folder: Path, position: Position) -> None:
    """Note a position in one step, so that a crash leaves the old one or the new one."""
    fresh = folder / f"{_FILE}.new"
    fresh.write_text(json.dumps(asdict(position)), encoding="utf-8")
    os.replace(fresh, folder / _FILE)  # noqa: PTH105 - os.replace names the atomic call


def begin_anew(folder: Path) -> None:
    """Empty an index folder. The position goes first: half a folder must never pass for an index."""
    (folder / _FILE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
