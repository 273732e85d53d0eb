"""The writer's side of the indexes: they are brought up to the ledger, window by window.

What was embedded once is never embedded again, whichever index is lost. Only who holds the indexing lock comes here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from vectorstore.embedding import Embedder, Vectors
from vectorstore.ledger import IndexedPassage, Ledger, State
from vectorstore.lexical import WordIndex
from vectorstore.position import DamagedIndexError, Position
from vectorstore.reading import index_folder
from vectorstore.vectors import NoVectorsError, VectorIndex, VectorIndexes

Progress = Callable[[int, int], None]
"""Told how many passages are indexed, of how many."""

_WINDOW = 1024  # passages embedded between two commits


def model_key(embedder: Embedder) -> str:
    """The name of a model by which vectors are kept: another content is another model."""
    return f"{embedder.name} {embedder.fingerprint}"


class Indexing:
    """What writes to the indexes of one data folder."""

    def __init__(self, folder: Path, indexes: VectorIndexes, ledger: Ledger, embedder: Embedder) -> None:
        self._folder = folder
        self._indexes = indexes
        self._ledger = ledger
        self._embedder = embedder
        self._vectors: VectorIndex | None = None

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

    def follow(self, state: State, progress: Progress | None) -> int:
        """Bring both indexes of an edition up to a state; how many passages came or went.

        Raises `NoVectorsError` where there is nowhere to write vectors to; then all are embedded and kept all the same.
        """
        words = self._follow_words(WordIndex(index_folder(self._folder, state) / "words"), state)
        try:
            return max(words, self._follow_vectors(self._writer(state), state, progress))
        except NoVectorsError:
            for chunk in _windows(self._ledger.unembedded(state.edition)):
                self._embedded(self._ledger.indexed(chunk))
            raise

    def rest(self) -> None:
        """Let go of the files."""
        if self._vectors:
            self._vectors.close()
        self._vectors = None

    def _writer(self, state: State) -> VectorIndex:
        index = self._indexes.index(state)
        if self._vectors is None or self._vectors.place != index.place:
            self.rest()
            self._vectors = index
        return self._vectors

    def _follow_words(self, index: WordIndex, state: State) -> int:
        there, gone = self._to_do(index, state)
        for chunk in _windows(there):
            index.apply([(one.id, one.words) for one in self._ledger.indexed(chunk)], ())
        if gone:
            index.apply((), gone)
        index.follow(Position(state.archive, state.generation))
        index.close()
        return len(there) + len(gone)

    def _follow_vectors(self, index: VectorIndex, state: State, progress: Progress | None) -> int:
        there, gone = self._to_do(index, state)
        if gone:
            index.apply((), gone)
        done = 0
        for chunk in _windows(there):
            index.apply(self._embedded(self._ledger.indexed(chunk)), ())
            done += len(chunk)
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

    def _embedded(self, passages: Sequence[IndexedPassage]) -> list[tuple[int, Vectors]]:
        model = model_key(self._embedder)
        known = self._ledger.vectors(model, [passage.text_hash for passage in passages])
        missing = {one.text_hash: one.text for one in passages if one.text_hash not in known}
        if missing:
            fresh = self._embedder.embed_passages(list(missing.values()))
            self._ledger.keep_vectors(model, zip(missing, fresh, strict=True))
            known |= dict(zip(missing, fresh, strict=True))
        return [(passage.id, known[passage.text_hash]) for passage in passages]


def _windows(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _WINDOW):
        yield ids[start : start + _WINDOW]
