"""The store: the archive and the two indexes that follow it, behind one door.

Writing goes archive first, indexes after: `put` and `remove` are safe the moment they return, `catch_up` makes what
changed findable. Readers in other processes see a new generation and open the indexes anew.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from filelock import FileLock, Timeout

from vectorstore.archive import Archive, IndexedPassage
from vectorstore.dense import VectorIndex
from vectorstore.embedding import Embedder, Vectors
from vectorstore.lexical import WordIndex
from vectorstore.position import DamagedIndexError, Position

_T = TypeVar("_T")

Progress = Callable[[int, int], None]
"""Told how many passages are indexed, of how many."""

_WINDOW = 1024  # passages embedded between two commits; like lengths are batched within it


class StoreError(Exception):
    """The store cannot do what was asked; the message says why and what to do."""


class IndexingElsewhereError(StoreError):
    """Another process is indexing the data folder."""


class Store:
    """One data folder. Threads may share it; other processes may read and write beside it."""

    def __init__(self, folder: Path, embedder: Embedder, passage_words: int, lock_seconds: float) -> None:
        """Open the folder, making it where there is none. Raises `ArchiveError`, or `StoreError` for another model."""
        self.archive = Archive(folder / "archive.sqlite3", passage_words)
        self.embedder = embedder
        self._folder = folder
        self._words, self._vectors = self._indexes()
        self._lock = FileLock(folder / "indexing.lock", timeout=lock_seconds)
        self._reading = Lock()
        self._seen: tuple[Position | None, Position | None] = (None, None)
        self._check_model()

    @property
    def behind(self) -> bool:
        """Whether something in the archive is not findable yet."""
        return (self._words.position, self._vectors.position) != self._goal(self.archive.generation())

    def catch_up(self, progress: Progress | None = None, wait: bool = True) -> int:
        """Bring both indexes up to the archive; returns how many passages came or went.

        Waits for another indexing process (or does not), then raises `IndexingElsewhereError`.
        """
        with self._one_writer(wait):
            self._check_model()
            self.close()  # Chroma shares one state in a process: a stale one would overwrite what others have written
            words, vectors = self._indexes()
            goals = self._goal(self.archive.generation())
            try:
                changed = self._follow_words(words, goals[0])
                return max(changed, self._follow_vectors(vectors, goals[1], progress))
            finally:
                vectors.reopen()

    def nearest_words(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Passage numbers with BM25 scores, best first."""
        return self._fresh(lambda: self._words.search(question, limit))

    def nearest_vectors(self, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        """Passage numbers with cosine similarities, nearest first."""
        return self._fresh(lambda: self._vectors.search(vector, limit))

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """How rare each stem is among the passages: its inverse document frequency."""
        return self._fresh(lambda: self._words.rarity(terms))

    def close(self) -> None:
        """Let go of the index files."""
        with self._reading:
            self._words.reopen()
            self._vectors.reopen()

    def _goal(self, generation: int) -> tuple[Position, Position]:
        identity = self.archive.identity
        return Position(identity, generation), Position(identity, generation, self.embedder.fingerprint)

    def _indexes(self) -> tuple[WordIndex, VectorIndex]:
        return WordIndex(self._folder / "words"), VectorIndex(self._folder / "chroma")

    def _follow_words(self, index: WordIndex, goal: Position) -> int:
        there, gone = self._to_do(index, goal)
        for chunk in _windows(there):
            index.apply([(one.id, one.text) for one in self.archive.indexed(chunk)], ())
        if gone:
            index.apply((), gone)
        index.follow(goal)
        return len(there) + len(gone)

    def _follow_vectors(self, index: VectorIndex, goal: Position, progress: Progress | None) -> int:
        there, gone = self._to_do(index, goal)
        index.apply((), gone)
        done = 0
        for chunk in _windows(there):
            index.apply(self._embedded(self.archive.indexed(chunk)), ())
            done += len(chunk)
            if progress:
                progress(done, len(there))
        index.follow(goal)
        return len(there) + len(gone)

    def _to_do(self, index: WordIndex | VectorIndex, goal: Position) -> tuple[list[int], list[int]]:
        position = index.position
        if position is None or position.archive != goal.archive or position.generation > goal.generation:
            with self._reading:  # no reader may hold the files that go
                self._words.reopen()
                self._vectors.reopen()
                index.start_over()
            return self.archive.changes(0, goal.generation)
        return self.archive.changes(position.generation, goal.generation)

    def _embedded(self, passages: Sequence[IndexedPassage]) -> list[tuple[int, Vectors]]:
        model = f"{self.embedder.name} {self.embedder.fingerprint}"
        known = self.archive.vectors(model, [passage.text_hash for passage in passages])
        missing = {one.text_hash: one.text for one in passages if one.text_hash not in known}
        if missing:
            fresh = self.embedder.embed_passages(list(missing.values()))
            self.archive.keep_vectors(model, zip(missing, fresh, strict=True))
            known |= dict(zip(missing, fresh, strict=True))
        return [(passage.id, known[passage.text_hash]) for passage in passages]

    def _check_model(self) -> None:
        position = self._vectors.position
        if position is not None and position.model != self.embedder.fingerprint:
            raise StoreError(
                f"The vectors were made by another embedding model than {self.embedder.name}."
                " Set DATELINE_EMBEDDING back, or delete the folder `chroma` in the data folder"
                " to have every passage embedded anew."
            )

    def _fresh(self, read: Callable[[], _T]) -> _T:
        """What `read` finds in indexes that show what other processes have written."""
        with self._reading:
            while True:
                positions = (self._words.position, self._vectors.position)
                if positions != self._seen:
                    self._words.reopen()
                    self._vectors.reopen()
                    self._seen = positions
                try:
                    return read()
                except DamagedIndexError as error:
                    if positions == (self._words.position, self._vectors.position):
                        raise StoreError(str(error)) from error
                    # Another process began the index anew while it was read: read again.

    @contextmanager
    def _one_writer(self, wait: bool) -> Iterator[None]:
        try:
            with self._lock.acquire(timeout=None if wait else 0):
                yield
        except Timeout as error:
            raise IndexingElsewhereError(
                "Another process is indexing this data folder. Nothing is lost: wait for it and run the command again."
            ) from error
        except DamagedIndexError as error:
            raise StoreError(str(error)) from error


def _windows(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _WINDOW):
        yield ids[start : start + _WINDOW]
