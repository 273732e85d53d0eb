"""The store: the archive and the two indexes that follow it, behind one door.

Writing goes archive first, indexes after: `archive.put` and `archive.remove` are safe the moment they return,
`catch_up` makes what changed findable. Readers, in this process or another, see a new position and open what changed.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from filelock import FileLock, Timeout

from vectorstore.archive import Archive
from vectorstore.copies import Copies
from vectorstore.database import Database
from vectorstore.editions import Editions
from vectorstore.embedding import Embedder, Vectors
from vectorstore.embedding_process import EmbeddingProcess
from vectorstore.events import Events
from vectorstore.heap import share_one_heap
from vectorstore.indexes.ahead import Ahead, model_key
from vectorstore.indexes.dense import FolderIndexes
from vectorstore.indexes.indexing import Indexing, Progress
from vectorstore.indexes.lexical import WordIndex
from vectorstore.indexes.position import DamagedIndexError, IndexWriteError
from vectorstore.indexes.reading import VectorReader, WordReader, index_folder
from vectorstore.indexes.vectors import NoVectorsError, VectorIndexes
from vectorstore.language.sentences import sentence_spans
from vectorstore.language.wordings import Wordings
from vectorstore.ledger import Ledger, State

_T = TypeVar("_T")
_NONE: Wordings = MappingProxyType({})
_SAMPLE = 256  # passages
_FRESH = 20_000  # vectors of earlier versions that are kept in memory
ARCHIVE = "archive.sqlite3"
_FORMERLY = ("words", "chroma")  # where the indexes were before there were editions


class StoreError(Exception):
    """The store cannot do what was asked; the message says why and what to do."""


class IndexingElsewhereError(StoreError):
    """Another process is indexing the data folder."""


class VectorsUnwrittenError(StoreError):
    """What landed is found by words; its vectors could not be written where they are kept."""


class Store:
    """One data folder. Threads may share it; other processes may read and write beside it."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        passage_words: int,
        lock_seconds: float,
        indexes: VectorIndexes | None = None,
        apart: EmbeddingProcess | None = None,
    ) -> None:
        """Open the folder, making it where there is none; raises `ArchiveError`.

        `passage_words` is for a fresh archive and for `reindex`. The vectors are in the folder unless `indexes` says
        where else. With `apart`, the embedder's model in another process, this one goes on while many are embedded.
        """
        self.database = Database(folder / ARCHIVE, passage_words, model_key(embedder))
        self.archive, self.ledger = Archive(self.database), Ledger(self.database)
        self.editions = Editions(self.database)
        self.events, self.copies = Events(self.database, self.ledger), Copies(self.database)
        self.embedder = embedder
        self.folder = folder
        self.passage_words = passage_words
        self.indexes = indexes or FolderIndexes(folder)
        self._indexing = Indexing(folder, self.indexes, self.ledger, Ahead(self.ledger, embedder, apart))
        self._lock = FileLock(folder / "indexing.lock", timeout=lock_seconds)
        self._words, self._vectors = WordReader(), VectorReader()
        self._sample: tuple[State, Vectors] | None = None
        self._fresh: dict[str, Vectors] = {}

    # Finding

    def nearest_words(self, question: str, limit: int, wordings: Wordings = _NONE) -> list[tuple[int, float]]:
        """Passage numbers with BM25 scores, best first; `wordings` of the question count as it does."""
        return self._of_words(lambda index: index.search(question, limit, wordings))

    def wordings(self, question: str) -> Wordings:
        """How else the articles write what a question names."""
        return self._of_words(lambda index: index.wordings(question))

    def names(self, question: str) -> frozenset[str]:
        """The stems of a question's words that the articles write as names."""
        return self._of_words(lambda index: index.names(question))

    def word_scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """The BM25 scores that texts would have that are not indexed."""
        return self._of_words(lambda index: index.scores(question, texts))

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """How rare each stem is among the passages: its inverse document frequency."""
        return self._of_words(lambda index: index.rarity(terms))

    def nearest_vectors(self, vector: Vectors, limit: int) -> list[int]:
        """Passage numbers, nearest first by cosine; raises `NoVectorsError`."""
        state = self.ledger.state()
        self._check_model(state)
        try:
            return self._vectors.index(self.indexes.index(state)).search(vector, limit)
        except DamagedIndexError as error:
            raise NoVectorsError(f"{error} `dateline reindex` builds it anew.") from error

    def cosines(self, vector: Vectors, passages: Sequence[int]) -> dict[int, float]:
        """The exact cosine of each of these passages that is embedded, from the archive's own vectors."""
        known = self.ledger.passage_vectors(model_key(self.embedder), passages)
        return {number: float(row @ vector) for number, row in known.items()}

    def likeness(self, vector: Vectors, texts: Sequence[str]) -> list[float]:
        """The cosine of each of these texts, embedded as passages are; what was embedded lately is known."""
        known = self._fresh
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        if len(known) + len(missing) > _FRESH:
            known = self._fresh = {}
            missing = list(dict.fromkeys(texts))
        known |= dict(zip(missing, self.embedder.embed_passages(missing), strict=True)) if missing else {}
        return [float(known[text] @ vector) for text in texts]

    def background(self, vector: Vectors) -> float:
        """The mean cosine to a sample of all passages, the same for every question: what likeness means nothing."""
        state = self.ledger.state()
        if self._sample is None or self._sample[0] != state:
            self._sample = (state, self.ledger.some_vectors(model_key(self.embedder), _SAMPLE))
        rows = self._sample[1]
        return float(np.mean(rows @ vector)) if len(rows) else 0.0

    # Following

    @property
    def behind(self) -> bool:
        """Whether something in the archive is not findable yet."""
        return bool(self.faults())

    def reach(self) -> None:
        """Raise `NoVectorsError` where what keeps the vectors does not answer."""
        _ = self.indexes.index(self.ledger.state()).position

    def faults(self) -> list[str]:
        """Why something in the archive is not findable yet, in words."""
        state = self.ledger.state()
        faults = self._indexing.faults(state) or self._unreadable(state)
        if unread := self.events.unread():
            faults = [*faults, f"the dates in {unread} passages are not read yet"]
        if unread := self.copies.unread():
            faults = [*faults, f"{unread} articles are not compared with the others yet"]
        return faults

    def catch_up(self, progress: Progress | None = None, wait: bool = True) -> int:
        """Bring both indexes up to the archive; returns how many passages came or went.

        Waits for another indexing process (or does not), then raises `IndexingElsewhereError`. Raises `StoreError`.
        """
        with self._one_writer(wait):
            self.editions.adopt(model_key(self.embedder))
            state = self.ledger.state()
            self._check_model(state)
            self._sweep(state)
            changed = self._indexing.follow(state, progress, self._read)
            self.ledger.forget(state.generation)
            self._vectors.renewed(lambda: self.indexes.index(state))
            return changed

    def embed_ahead(self) -> None:
        """Begin to embed what landed, where another process can, so that `catch_up` waits for less of it."""
        self._indexing.begin(self.ledger.state())

    def reindex(self, progress: Progress | None = None, wait: bool = True) -> int:
        """Cut every article anew and build both indexes beside those that serve, then let the new ones serve.

        Takes another embedding model or another size of passages. Returns how many passages there are. Raises as
        `catch_up` does.
        """
        with self._one_writer(wait):
            self._sweep(self.ledger.state())
            edition = self.editions.begin(self.passage_words, model_key(self.embedder))
            for article_id in self.editions.uncut(edition):
                if stored := self.archive.get(article_id):
                    self.editions.cut(edition, stored, sentence_spans(stored.article.text))
            while True:
                now = self.ledger.state()
                self._indexing.follow(State(now.archive, edition, now.generation), progress, self._read)
                if self.editions.serve(edition, now.generation):
                    break
            self._sweep(self.ledger.state())
            self.ledger.drop_unused_vectors()
            return self.ledger.count(edition)

    def _read(self) -> None:
        """Have the dates of new passages, and of which articles they are copies."""
        self.events.read()
        self.copies.read()
        self.database.settle()

    def rest(self) -> None:
        """Let go of what indexing holds, until the next time."""
        self._indexing.rest()

    def close(self) -> None:
        """Let go of the index files; they are opened again when they are needed."""
        self._indexing.rest()
        self._words = WordReader()
        self._vectors.close()

    def _of_words(self, read: Callable[[WordIndex], _T]) -> _T:
        """What the serving word index says; raises `StoreError`."""
        try:
            return self._words.read(self._serving(), read)
        except DamagedIndexError as error:
            raise StoreError(f"{error} `dateline reindex` builds it anew from the archive.") from error

    def _serving(self) -> Path:
        return index_folder(self.folder, self.ledger.state())

    def _unreadable(self, state: State) -> list[str]:
        """What only opening the indexes shows; a question opens them in any case."""
        try:
            self._words.read(index_folder(self.folder, state), lambda index: index.open())
            self._vectors.index(self.indexes.index(state))
        except (DamagedIndexError, NoVectorsError) as error:
            return [str(error)]
        return []

    def _check_model(self, state: State) -> None:
        if state.edition.model != model_key(self.embedder):
            raise StoreError(
                f"The vectors were made by {state.edition.model}, and {model_key(self.embedder)} is set now."
                " Set DATELINE_EMBEDDING back, or run `dateline reindex` to have every passage embedded anew."
            )

    def _sweep(self, state: State) -> None:
        """Clear away what a broken-off reindex or an earlier layout left."""
        self.editions.sweep()
        serving = index_folder(self.folder, state)
        for left in [*self.folder.glob("index-*"), *(self.folder / name for name in _FORMERLY)]:
            if left != serving:
                shutil.rmtree(left, ignore_errors=True)
        with suppress(NoVectorsError):  # who writes next says so, and sweeps
            self.indexes.sweep(state)

    @contextmanager
    def _one_writer(self, wait: bool) -> Iterator[None]:
        share_one_heap()
        try:
            with self._lock.acquire(timeout=None if wait else 0):
                yield
        except Timeout as error:
            raise IndexingElsewhereError(
                "Another process is indexing this data folder. Nothing is lost: wait for it and run the command again."
            ) from error
        except NoVectorsError as error:
            raise VectorsUnwrittenError(
                f"{error} Every article that landed is safe, and found by words: the next `dateline load` or"
                " `dateline ask` writes what is missing."
            ) from error
        except (DamagedIndexError, IndexWriteError) as error:
            raise StoreError(str(error)) from error
        except OSError as error:
            raise StoreError(f"The data folder {self.folder} cannot be written ({error}).") from error
