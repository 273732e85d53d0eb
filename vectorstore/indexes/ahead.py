"""Passages are embedded a window ahead of who writes their vectors.

    passages → window, begun → its texts embedded, in another process where there are many → kept in the ledger → given

What is in the ledger is never embedded again, whichever index is lost.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from vectorstore.embedding import Embedder, Vectors
from vectorstore.embedding_process import EmbeddingProcess
from vectorstore.ledger import IndexedPassage, Ledger

_WINDOW = 1024  # passages embedded between two commits
_AHEAD = 2  # windows that are begun: one is being embedded, one waits
_MANY = 128  # texts from which on another process pays off


def model_key(embedder: Embedder) -> str:
    """The name of a model by which vectors are kept: another content is another model."""
    return f"{embedder.name} {embedder.fingerprint}"


def windows(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Consecutive slices, each small enough to be held in memory."""
    for start in range(0, len(ids), _WINDOW):
        yield ids[start : start + _WINDOW]


class Ahead:
    """The windows that are begun, of the passages that will be asked for next."""

    def __init__(self, ledger: Ledger, embedder: Embedder, apart: EmbeddingProcess | None) -> None:
        """`apart` gives the same vectors as `embedder`, from another process; without it, nothing is done ahead."""
        self._ledger = ledger
        self._embedder = embedder
        self._apart = apart
        self._begun: deque[_Window] = deque()

    @property
    def wanting(self) -> bool:
        """Whether something could be embedded meanwhile that is not begun."""
        return self._apart is not None and len(self._begun) < _AHEAD

    def begin(self, ids: list[int]) -> None:
        """Have the first of these passages embedded, where there are many; those that are begun come first in them."""
        rest = ids[self._passages :]
        if len(rest) >= _MANY:
            self._begin(rest)

    def embedded(self, ids: list[int]) -> Iterator[tuple[Sequence[int], list[tuple[int, Vectors]]]]:
        """Passages with their vectors, but for those that are gone: window by window, each as the next one is begun.

        Raises `EmbeddingError`, and `ModelMissingError`.
        """
        if [number for window in self._begun for number in window.ids] != ids[: self._passages]:
            while self._begun:  # some went, or others came first: what is embedded of them is known by its text
                self._finished()
        while ids:
            self._begin(ids[self._passages :])
            window, vectors = self._finished()
            yield window, vectors
            ids = ids[len(window) :]

    def end(self) -> None:
        """Give up what is begun, and the other process."""
        self._begun.clear()
        if self._apart:
            self._apart.end()

    @property
    def _passages(self) -> int:
        return sum(len(window.ids) for window in self._begun)

    def _begin(self, ids: Sequence[int]) -> None:
        for chunk in islice(windows(ids), _AHEAD - len(self._begun)):
            passages = self._ledger.indexed(chunk)
            known = self._ledger.vectors(model_key(self._embedder), [one.text_hash for one in passages])
            missing = {one.text_hash: one.text for one in passages if one.text_hash not in known}
            rows = self._rows(list(missing.values()))
            self._begun.append(_Window(chunk, passages, known, list(missing), rows))

    def _rows(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        """What waits for the vectors of texts: many are embedded from now on, few here, when it is called."""
        if self._apart and texts and (self._apart.running or len(texts) >= _MANY):
            return self._apart.begin(texts)
        return partial(self._embedder.embed_passages, texts)

    def _finished(self) -> tuple[Sequence[int], list[tuple[int, Vectors]]]:
        window = self._begun.popleft()
        vectors = window.known
        if window.missing:
            fresh = dict(zip(window.missing, window.rows(), strict=True))
            self._ledger.keep_vectors(model_key(self._embedder), fresh.items())
            vectors |= fresh
        return window.ids, [(passage.id, vectors[passage.text_hash]) for passage in window.passages]


@dataclass(frozen=True, slots=True)
class _Window:
    """Passages, the vectors of theirs that are `known`, the hashes of the other texts, and what gives their rows."""

    ids: Sequence[int]
    passages: Sequence[IndexedPassage]
    known: dict[str, Vectors]
    missing: Sequence[str]
    rows: Callable[[], Vectors]
