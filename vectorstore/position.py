"""How far an index follows the archive: written beside the index, read when it is opened."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "position.json"


@dataclass(frozen=True, slots=True)
class Position:
    """The archive that is followed, the last change taken in, and the embedding model (empty for words)."""

    archive: str
    generation: int
    model: str = ""


def read_position(folder: Path) -> Position | None:
    """The position noted in an index folder; None where there is none to read."""
    try:
        return Position(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_position(folder: Path, position: Position) -> None:
    """Note a position in one step, so that a crash leaves the old one or the new one."""
    fresh = folder / f"{_FILE}.new"
    fresh.write_text(json.dumps(asdict(position)), encoding="utf-8")
    os.replace(fresh, folder / _FILE)  # noqa: PTH105 - os.replace names the atomic call
