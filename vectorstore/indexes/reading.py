"""The reader's side of the indexes: open, and renewed when they have changed.

The word index is opened anew at once, which takes milliseconds. The vector index takes longer the larger it is, so the
old opening answers until the new one is loaded; words find what came meanwhile.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from vectorstore.indexes.lexical import WordIndex
from vectorstore.indexes.position import DamagedIndexError
from vectorstore.indexes.vectors import NoVectorsError, VectorIndex
from vectorstore.ledger import State

_T = TypeVar("_T")


def index_folder(folder: Path, state: State) -> Path:
    """Where the indexes of an edition are, in a data folder."""
    return folder / f"index-{state.edition.number}"


class WordReader:
    """The word index that serves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Path, str | None] | None = None
        self._index: WordIndex | None = None

    def read(self, folder: Path, read: Callable[[WordIndex], _T]) -> _T:
        """What `read` finds in the index of a folder as it stands now; raises `DamagedIndexError`."""
        with self._lock:
            while True:
                fresh = WordIndex(folder / "words")
                now = (folder, fresh.stamp)
                if self._index is None or now != self._opened:
                    self._index, self._opened = fresh, now
                try:
                    return read(self._index)
                except DamagedIndexError:
                    self._index = None
                    if fresh.stamp == now[1]:
                        raise
                    # Another process began the index anew while it was read: read again.


class VectorReader:
    """The vector index that serves."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: VectorIndex | None = None
        self._opened: tuple[str, str | None] | None = None
        self._failed: tuple[str, str | None] | None = None
        self._renewing: threading.Thread | None = None

    def index(self, fresh: VectorIndex) -> VectorIndex:
        """An index to search: this one, or one of the same place that is open; raises `NoVectorsError`."""
        with self._lock:
            wanted = (fresh.place, fresh.stamp)
            if self._opened is None or self._opened[0] != fresh.place:
                self._open(fresh, wanted)
            elif wanted not in (self._opened, self._failed) and self._renewing is None:
                self._renewing = threading.Thread(target=self._renew, args=(fresh, wanted), daemon=True)
                self._renewing.start()
            if self._index is None:
                raise NoVectorsError("the vector index is damaged or not built yet; `dateline reindex` builds it.")
            return self._index

    def renewed(self, index: Callable[[], VectorIndex]) -> None:
        """See what was written, before going on; nothing where no index is open."""
        if self._index is None:
            return
        self.index(index())
        if renewing := self._renewing:
            renewing.join()
        self.index(index())  # what was written while the last renewal ran

    def close(self) -> None:
        """Let go of the files."""
        if renewing := self._renewing:
            renewing.join()
        with self._lock:
            self._let_go()
            self._failed = None

    def _open(self, fresh: VectorIndex, wanted: tuple[str, str | None]) -> None:
        self._let_go()
        if fresh.position is None or wanted == self._failed:
            return
        try:
            fresh.open()
        except DamagedIndexError:
            self._failed = wanted
        else:
            self._index, self._opened = fresh, wanted

    def _renew(self, fresh: VectorIndex, wanted: tuple[str, str | None]) -> None:
        """Load what is there now beside what answers; where that fails, the old opening goes on."""
        try:
            fresh.open()
        except DamagedIndexError:
            with self._lock:
                self._failed, self._renewing = wanted, None
            return
        with self._lock:
            self._let_go()
            self._index, self._opened, self._renewing = fresh, wanted, None

    def _let_go(self) -> None:
        if self._index is not None:
            self._index.close()
        self._index = self._opened = None
