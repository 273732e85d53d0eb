"""The vector index in a folder: nearest passages by cosine, in a Chroma collection on disk.

Chroma never embeds here and never calls out. It writes its graph in place and crashes on a broken one, so the folder is
sealed (see `position`) and no broken one is opened.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vectorstore.embedding import Vectors
from vectorstore.indexes.position import (
    DamagedIndexError,
    IndexWriteError,
    Position,
    begin_anew,
    break_seal,
    fault,
    opening,
    read_position,
    set_seal,
    stamp_of,
    write_position,
)
from vectorstore.indexes.reading import index_folder
from vectorstore.ledger import State

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_NAME = "passages"
_MOST_ROWS = 5_000  # Chroma takes at most 5,461 rows at once
_SPELLINGS = count()


class FolderIndexes:
    """The Chroma folders in a data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def index(self, state: State) -> "FolderVectorIndex":
        """The folder of an edition."""
        return FolderVectorIndex(index_folder(self._folder, state) / "chroma")

    def sweep(self, state: State) -> None:
        """Nothing: they go with the folders they stand in."""


class FolderVectorIndex:
    """One opening of a Chroma folder. Many may read one folder; the caller sees to one writer at a time.

    An opening shows what was there when it began: who wants to see what came since opens anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._busy = threading.RLock()
        self._stamp: str | None = None

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    @property
    def position(self) -> Position | None:
        """How far the index follows which archive; None where it is missing or unreadable."""
        return read_position(self._folder)

    @property
    def stamp(self) -> str | None:
        """Another after each time that the index was written to; None while it is."""
        return stamp_of(self._folder)

    def fault(self) -> str | None:
        """What is wrong with the folder; None for a sound one."""
        if not (self._folder / "chroma.sqlite3").exists():
            return "it is not there"
        with opening(self._folder):
            return fault(self._folder)

    def start_over(self) -> None:
        """Throw the index away and begin an empty one."""
        self.close()
        with self._writing(), opening(self._folder):
            begin_anew(self._folder)
            _ = self._collection  # made even where nothing follows, so that an empty archive counts as followed
            self._seal()

    def apply(self, there: Sequence[tuple[int, Vectors]], gone: Sequence[int]) -> None:
        """Take in passages `(number, vector)` and forget others; the same again changes nothing.

        Raises `IndexWriteError`.
        """
        with self._writing(), opening(self._folder):
            if stamp_of(self._folder) != self._stamp:
                self.close()  # another has written: what is in memory would be written over that
            collection = self._collection
            break_seal(self._folder)
            for start in range(0, len(gone), _MOST_ROWS):
                collection.delete(ids=[str(number) for number in gone[start : start + _MOST_ROWS]])
            for start in range(0, len(there), _MOST_ROWS):
                rows = there[start : start + _MOST_ROWS]
                collection.upsert(
                    ids=[str(number) for number, _ in rows], embeddings=np.stack([vector for _, vector in rows])
                )
            self._seal()

    def follow(self, position: Position) -> None:
        """Note how far the index has come."""
        with self._writing():
            write_position(self._folder, position)

    def open(self) -> None:
        """Load the graph, so that the first search does not wait for it; raises `DamagedIndexError`."""
        with self._reading(), opening(self._folder):
            if why := fault(self._folder):
                raise DamagedIndexError(self._folder, why)
            found = self._collection.peek(1)["embeddings"]
            if found is not None and len(found):
                self._collection.query(query_embeddings=np.asarray(found), n_results=1, include=[])

    def search(self, vector: Vectors, limit: int) -> list[int]:
        """Passage numbers, nearest first; raises `DamagedIndexError`."""
        if limit < 1:
            return []
        with self._reading():
            found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=limit, include=[])
        return [int(number) for number in found["ids"][0]]

    def count(self) -> int:
        """How many passages the index holds."""
        with self._reading():
            return self._collection.count()

    def close(self) -> None:
        """Let go of the files, when whoever searches has finished."""
        with self._busy:
            self.__dict__.pop("_collection", None)
            if client := self.__dict__.pop("_client", None):
                client.close()

    def _seal(self) -> None:
        graph = [file for file in self._folder.rglob("*") if file.suffix in {".bin", ".pickle"}]
        self._stamp = set_seal(self._folder, graph)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            with self._busy:
                yield
        except (ChromaError, AttributeError) as error:  # after a failed opening, Chroma's next one lacks attributes
            raise DamagedIndexError(self._folder, error) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            with self._busy:
                yield
        except (ChromaError, AttributeError, OSError) as error:
            raise IndexWriteError(self._folder, error) from error

    @cached_property
    def _client(self) -> "ClientAPI":
        import chromadb
        from chromadb.config import Settings

        # Chroma shares one state among all who name a folder by the same letters; each opening is to have its own.
        spelling = f"{self._folder}{'/.' * (next(_SPELLINGS) % 100)}"
        return chromadb.PersistentClient(spelling, Settings(anonymized_telemetry=False))

    @cached_property
    def _collection(self) -> "Collection":
        return self._client.get_or_create_collection(
            _NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 400}}
        )
