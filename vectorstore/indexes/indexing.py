"""The writer's side of the indexes: they are brought up to the ledger, window by window.

    passages → begun to be embedded → dates, copies and words meanwhile → vectors

Only who holds the indexing lock writes here.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock

from vectorstore.indexes.ahead import Ahead, windows
from vectorstore.indexes.lexical import WordIndex
from vectorstore.indexes.position import DamagedIndexError, Position
from vectorstore.indexes.reading import index_folder
from vectorstore.indexes.vectors import NoVectorsError, VectorIndex, VectorIndexes
from vectorstore.ledger import Ledger, State

Progress = Callable[[int, int], None]
"""Told how many passages are indexed, of how many."""


class Indexing:
    """What writes to the indexes of one data folder."""

    def __init__(self, folder: Path, indexes: VectorIndexes, ledger: Ledger, ahead: Ahead) -> None:
        self._folder = folder
        self._indexes = indexes
        self._ledger = ledger
        self._ahead = ahead
        self._vectors: VectorIndex | None = None
        self._busy = RLock()  # whose load ends is not to end what another thread's has begun

    def faults(self, state: State) -> list[str]:
        """What is wrong with the indexes of an edition, in words; empty where they follow it and are whole."""
        words = WordIndex(index_folder(self._folder, state) / "words")
        found = [self._fault("word", words, state)]
        try:
            found.append(self._fault("vector", self._indexes.index(state), state))
        except NoVectorsError as error:
            found.append(str(error))
        return [fault for fault in found if fault]

    def _fault(self, name: str, index: WordIndex | VectorIndex, state: State) -> str | None:
        position = index.position
        if position is None or position.archive != state.archive or position.generation > state.generation:
            return f"the {name} index is not built yet"
        if why := index.fault():
            return f"the {name} index has to be built anew ({why})"
        if self._ledger.changes(state.edition, position.generation, state.generation) != ([], []):
            return f"the {name} index is behind the archive"
        return None

    def follow(self, state: State, progress: Progress | None, read: Callable[[], None]) -> int:
        """Bring both indexes of an edition up to a state; how many passages came or went.

        What is to be `read` of new articles is read first, while their passages are embedded. Raises `NoVectorsError`
        where there is nowhere to write vectors to; then all are embedded and kept all the same.
        """
        with self._busy:
            try:
                return self._follow(state, progress, read)
            except BaseException:  # what is begun is nobody's any more
                self.rest()
                raise

    def begin(self, state: State) -> None:
        """Have what came since an edition was followed embedded meanwhile, where it can be and is much."""
        with self._busy:
            if self._ahead.wanting:
                position = WordIndex(index_folder(self._folder, state) / "words").position
                after = position.generation if position and position.archive == state.archive else 0
                there, _ = self._ledger.changes(state.edition, after, state.generation) or ([], [])
                self._ahead.begin(there)

    def _follow(self, state: State, progress: Progress | None, read: Callable[[], None]) -> int:
        words = WordIndex(index_folder(self._folder, state) / "words")
        there, gone = self._to_do(words, state)
        self._ahead.begin(there)
        read()
        self._write_words(words, there, gone)
        words.follow(Position(state.archive, state.generation))
        words.close()
        try:
            return max(len(there) + len(gone), self._follow_vectors(self._writer(state), state, progress))
        except NoVectorsError:
            for _ in self._ahead.embedded(self._ledger.unembedded(state.edition)):
                pass  # they are in the ledger now
            raise

    def rest(self) -> None:
        """Let go of the files, and of the process that embeds."""
        with self._busy:
            self._ahead.end()
            if self._vectors:
                self._vectors.close()
            self._vectors = None

    def _writer(self, state: State) -> VectorIndex:
        index = self._indexes.index(state)
        if self._vectors is None or self._vectors.place != index.place:
            if self._vectors:
                self._vectors.close()
            self._vectors = index
        return self._vectors

    def _write_words(self, index: WordIndex, there: Sequence[int], gone: Sequence[int]) -> None:
        for chunk in windows(there):
            index.apply([(one.id, one.words) for one in self._ledger.indexed(chunk)], ())
        if gone:
            index.apply((), gone)

    def _follow_vectors(self, index: VectorIndex, state: State, progress: Progress | None) -> int:
        there, gone = self._to_do(index, state)
        if gone:
            index.apply((), gone)
        done = 0
        for window, vectors in self._ahead.embedded(there):
            index.apply(vectors, ())
            done += len(window)
            if progress:
                progress(done, len(there))
        index.follow(Position(state.archive, state.generation))
        return len(there) + len(gone)

    def _to_do(self, index: WordIndex | VectorIndex, state: State) -> tuple[list[int], list[int]]:
        """Which passages `(there, gone)` an index lacks; it is begun anew where it cannot be trusted."""
        position, changes = index.position, None
        if position and position.archive == state.archive and position.generation <= state.generation:
            with suppress(DamagedIndexError):
                index.open()
                if not index.fault():
                    changes = self._ledger.changes(state.edition, position.generation, state.generation)
        if changes is None:
            index.start_over()
            changes = self._ledger.changes(state.edition, 0, state.generation)
        return changes or ([], [])
