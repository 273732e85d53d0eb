"""The writer's side of the indexes: they are brought up to the ledger, window by window.

What was embedded once is never embedded again, whichever index is lost. Only who holds the indexing lock comes here.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from vectorstore.dense import VectorIndex
from vectorstore.embedding import Embedder, Vectors
from vectorstore.ledger import IndexedPassage, Ledger, State
from vectorstore.lexical import WordIndex
from vectorstore.position import DamagedIndexError, Position
from vectorstore.reading import index_folder

Progress = Callable[[int, int], None]
"""Told how many passages are indexed, of how many."""

_WINDOW = 1024  # passages embedded between two commits; like lengths are batched within it


def model_key(embedder: Embedder) -> str:
    """The name of a model by which vectors are kept: another content is another model."""
    return f"{embedder.name} {embedder.fingerprint}"


class Indexing:
    """What writes to the indexes of one data folder."""

    def __init__(self, folder: Path, ledger: Ledger, embedder: Embedder) -> None:
        self._folder = folder
        self._ledger = ledger
        self._embedder = embedder
        self._vectors: tuple[Path, VectorIndex] | None = None

    def faults(self, state: State) -> list[str]:
        """What is wrong with the indexes of an edition, in words; empty where they follow it and are whole."""
        folder = index_folder(self._folder, state)
        found = []
        for name, index in (("word", WordIndex(folder / "words")), ("vector", VectorIndex(folder / "chroma"))):
            position = index.position
            if position is None or position.archive != state.archive or position.generation > state.generation:
                found.append(f"the {name} index is not built yet")
            elif why := index.fault():
                found.append(f"the {name} index has to be built anew ({why})")
            elif self._ledger.changes(state.edition, position.generation, state.generation) != ([], []):
                found.append(f"the {name} index is behind the archive")
        return found

    def follow(self, state: State, progress: Progress | None) -> int:
        """Bring both indexes of an edition up to a state; how many passages came or went."""
        folder = index_folder(self._folder, state)
        words = self._follow_words(WordIndex(folder / "words"), state)
        return max(words, self._follow_vectors(self._writer(folder / "chroma"), state, progress))

    def rest(self) -> None:
        """Let go of the files."""
        if self._vectors:
            self._vectors[1].close()
        self._vectors = None

    def _writer(self, folder: Path) -> VectorIndex:
        if self._vectors is None or self._vectors[0] != folder:
            self.rest()
            self._vectors = (folder, VectorIndex(folder))
        return self._vectors[1]

    def _follow_words(self, index: WordIndex, state: State) -> int:
        there, gone = self._to_do(index, state)
        for chunk in _windows(there):
            index.apply([(one.id, one.text) for one in self._ledger.indexed(chunk)], ())
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
