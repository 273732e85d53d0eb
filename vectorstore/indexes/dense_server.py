"""The vector index on a Chroma server: a collection for each edition of each archive.

How far it follows the archive stands in the collection's own metadata, with the number of its rows: a server that was
wiped, or put back from an older copy, shows it, and is caught up from the archive without embedding anything. The
indexing lock guards a data folder, not the server: archives on several machines may share one, each with collections
of its own, but a copy of a data folder needs a database apart from the original's.
"""

import base64
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from vectorstore.embedding import Vectors
from vectorstore.indexes.chroma_server import ChromaServer, NotThereError
from vectorstore.indexes.position import Position
from vectorstore.indexes.vectors import NoVectorsError
from vectorstore.ledger import State

_MOST_ROWS = 500  # in one call: 4 MB at 1,536 dimensions
_WRITE_S = 60.0  # for one call that writes
_PAGE = 100  # collections listed at once
_UNKNOWN = -1  # rows, while it is written to; generation, until it is built to its end
_NOT_WHOLE = "The Chroma server at DATELINE_CHROMA_URL does not have the vectors of these articles, or not all of them."
_CONFIGURATION = {"hnsw": {"space": "cosine", "ef_search": 400}}


class ServedIndexes:
    """The collections of archives on one server."""

    def __init__(self, server: ChromaServer) -> None:
        self._server = server

    def index(self, state: State) -> "ServedVectorIndex":
        """The collection of an edition."""
        return ServedVectorIndex(self._server, f"{_prefix(state)}{state.edition.number}")

    def sweep(self, state: State) -> None:
        """Delete the collections of this archive's other editions; raises `NoVectorsError`."""
        serving, until = self.index(state).place, self._server.soon()
        names: list[str] = []
        while True:
            listed = self._server.call("GET", f"/collections?limit={_PAGE}&offset={len(names)}", until)
            names += [one["name"] for one in listed]
            if len(listed) < _PAGE:
                break
        for name in names:
            if name.startswith(_prefix(state)) and name != serving:
                _delete(self._server, name)


class ServedVectorIndex:
    """One collection. Whoever searches it sees what has been written."""

    def __init__(self, server: ChromaServer, name: str) -> None:
        self._server = server
        self._name = name
        self._id: str | None = None

    @property
    def place(self) -> str:
        """The collection's name."""
        return self._name

    @property
    def stamp(self) -> str:
        """Always the same: nothing has to be opened anew."""
        return ""

    @property
    def position(self) -> Position | None:
        """How far it follows which archive; None where it is missing or not built to its end."""
        return _position(self._metadata(self._server.soon()))

    def fault(self) -> str | None:
        """What is wrong with the collection; None for a sound one."""
        metadata = self._metadata(self._server.soon())
        if metadata is None:
            return "it is not there"
        noted, held = metadata.get("rows"), self.count()
        return None if noted in (_UNKNOWN, held) else f"it holds {held} passages and was left with {noted}"

    def start_over(self) -> None:
        """Delete the collection and make an empty one."""
        _delete(self._server, self._name)
        self._id = None
        metadata = {"archive": "", "generation": _UNKNOWN, "rows": _UNKNOWN}
        content = {"name": self._name, "configuration": _CONFIGURATION, "metadata": metadata}
        self._server.call("POST", "/collections", _patiently(), content)

    def apply(self, there: Sequence[tuple[int, Vectors]], gone: Sequence[int]) -> None:
        """Take in passages `(number, vector)` and forget others; the same again changes nothing."""
        metadata = self._metadata(self._server.soon())
        if metadata is not None and metadata.get("rows") != _UNKNOWN:
            self._note({**metadata, "rows": _UNKNOWN})
        for start in range(0, len(gone), _MOST_ROWS):
            ids = [str(number) for number in gone[start : start + _MOST_ROWS]]
            self._call("POST", "/delete", _patiently(), {"ids": ids})
        for start in range(0, len(there), _MOST_ROWS):
            rows = there[start : start + _MOST_ROWS]
            content = {"ids": [str(number) for number, _ in rows], "embeddings": [_packed(row) for _, row in rows]}
            self._call("POST", "/upsert", _patiently(), content)

    def follow(self, position: Position) -> None:
        """Note how far it has come, and how many rows it has."""
        self._note({"archive": position.archive, "generation": position.generation, "rows": self.count()})

    def open(self) -> None:
        """Nothing: the server has it open."""

    def search(self, vector: Vectors, limit: int) -> list[int]:
        """Passage numbers, nearest first."""
        if limit < 1:
            return []
        until = self._server.soon()
        content = {"query_embeddings": [[float(one) for one in vector]], "n_results": limit, "include": []}
        for known in (self._id, None):
            one = known or self._whole(until)
            with suppress(NotThereError):  # another process has begun it anew: look for it again
                found = self._server.call("POST", f"/collections/{one}/query", until, content)
                return [int(number) for number in found["ids"][0]]
        raise NoVectorsError(_NOT_WHOLE)

    def count(self) -> int:
        """How many passages the collection holds."""
        return int(self._call("GET", "/count", self._server.soon()))

    def close(self) -> None:
        """Forget which collection it was."""
        self._id = None

    def _look(self, until: float) -> tuple[str, dict[str, Any]] | None:
        """The collection's id and what it says of itself; None where there is none."""
        try:
            found = self._server.call("GET", f"/collections/{self._name}", until)
        except NotThereError:
            return None
        return str(found["id"]), found.get("metadata") or {}

    def _metadata(self, until: float) -> dict[str, Any] | None:
        found = self._look(until)
        self._id = found[0] if found else None
        return found[1] if found else None

    def _whole(self, until: float) -> str:
        """The id of the collection, if it was built to its end."""
        found = self._look(until)
        if found is None or _position(found[1]) is None:
            raise NoVectorsError(_NOT_WHOLE)
        self._id = found[0]
        return found[0]

    def _note(self, metadata: dict[str, Any]) -> None:
        self._call("PUT", "", _patiently(), {"new_metadata": metadata})

    def _call(self, method: str, path: str, until: float, content: object = None) -> Any:
        """A call on the collection; where it is there no more, it is looked for again at the next one."""
        if self._id is None:
            self._metadata(until)
        try:
            if self._id is not None:
                return self._server.call(method, f"/collections/{self._id}{path}", until, content)
        except NotThereError:
            self._id = None
        raise NoVectorsError(_NOT_WHOLE)


def _delete(server: ChromaServer, name: str) -> None:
    with suppress(NotThereError):
        server.call("DELETE", f"/collections/{name}", _patiently())


def _position(metadata: dict[str, Any] | None) -> Position | None:
    archive, generation = (metadata or {}).get("archive"), (metadata or {}).get("generation")
    if not isinstance(archive, str) or not isinstance(generation, int) or generation == _UNKNOWN:
        return None
    return Position(archive, generation)


def _prefix(state: State) -> str:
    return f"dateline-{state.archive[:16]}-"


def _packed(vector: Vectors) -> str:
    """As Chroma takes vectors in a text: little-endian float32, base64."""
    return base64.b64encode(vector.astype("<f4").tobytes()).decode()


def _patiently() -> float:
    return time.monotonic() + _WRITE_S
