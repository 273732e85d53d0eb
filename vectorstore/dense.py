"""The vector index: nearest passages by cosine, in a Chroma collection on disk. The only file that knows Chroma.

Chroma never embeds here and never calls out. It follows the archive; the file `position.json` in its folder says how
far it has come and with which model, so that another model of the same dimension is noticed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.embedding import Vectors
from vectorstore.position import DamagedIndexError, Position, begin_anew, read_position, write_position

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_NAME = "passages"
_MOST_ROWS = 5_000  # Chroma takes at most 5,461 rows at once
_HEADER = b"SQLite format 3\0"
_OPENING = Lock()  # Chroma counts a folder's clients without one: a close beside an opening stops the opened one


class VectorIndex:
    """The Chroma folder of one data folder. Many readers; the caller sees to one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def position(self) -> Position | None:
        """How far the index follows which archive, with which model; None where it is missing or unreadable."""
        return read_position(self._folder) if _is_database(self._folder / "chroma.sqlite3") else None

    def start_over(self) -> None:
        """Throw the index away and begin an empty one."""
        self.reopen()
        begin_anew(self._folder)
        with self._guarded():
            _ = self._collection  # made even where nothing follows, so that an empty archive counts as followed

    def apply(self, there: Sequence[tuple[int, Vectors]], gone: Sequence[int]) -> None:
        """Take in passages `(number, vector)` and forget others; the same again changes nothing."""
        with self._guarded():
            for start in range(0, len(gone), _MOST_ROWS):
                self._collection.delete(ids=[str(number) for number in gone[start : start + _MOST_ROWS]])
            for start in range(0, len(there), _MOST_ROWS):
                rows = there[start : start + _MOST_ROWS]
                self._collection.upsert(
                    ids=[str(number) for number, _ in rows], embeddings=np.stack([vector for _, vector in rows])
                )

    def follow(self, position: Position) -> None:
        """Note how far the index has come."""
        write_position(self._folder, position)

    def search(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passage numbers with their cosine similarity in [-1, 1], nearest first."""
        if limit < 1 or self.position is None:
            return []
        with self._guarded():
            found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=limit, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [
            (int(number), 1.0 - float(distance)) for number, distance in zip(found["ids"][0], distances, strict=True)
        ]

    def reopen(self) -> None:
        """See what another process has written since; a reader's collection does not notice by itself."""
        client = self.__dict__.pop("_client", None)
        self.__dict__.pop("_collection", None)
        if client is not None:
            with _OPENING:
                client.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, AttributeError) as error:  # after a failed opening, Chroma's next one lacks attributes
            raise DamagedIndexError(self._folder, error) from error

    @cached_property
    def _client(self) -> "ClientAPI":
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        with _OPENING:
            return chromadb.PersistentClient(str(self._folder), Settings(anonymized_telemetry=False))

    @cached_property
    def _collection(self) -> "Collection":
        return self._client.get_or_create_collection(
            _NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 400}}
        )


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_HEADER)) == _HEADER
    except OSError:
        return False
