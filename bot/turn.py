"""One turn of a conversation: what a history is made of, in the page, in a file and in a question set."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError


@dataclass(frozen=True, slots=True)
class Turn:
    """Who said it, and what was said."""

    role: Literal["user", "assistant"]
    content: str


def well_formed(text: str) -> str:
    """`text` without halves of characters, which JSON can carry and nothing can show."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class HistoryError(ValueError):
    """A history is not a list of turns; the message says where."""


def read_turns(path: Path) -> tuple[Turn, ...]:
    """The turns of a JSON file, a list of `{role, content}`; raises `HistoryError`."""
    try:
        return _TURNS.validate_json(path.read_bytes())
    except OSError as error:
        raise HistoryError(f"The history {path} cannot be read ({error.strerror}).") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        fault = first["msg"][0].lower() + first["msg"][1:]
        raise HistoryError(f"The history {path} is not a list of turns: {where}: {fault}.") from error


_TURNS = TypeAdapter(tuple[Turn, ...])
