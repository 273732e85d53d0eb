"""The seam where vectors are kept: what indexing and searching need of a vector index, wherever it is.

Two things are behind it: a folder (`dense`) and a Chroma server (`dense_server`). Nothing else knows which one runs.
"""

from collections.abc import Sequence
from typing import Protocol

from vectorstore.embedding import Vectors
from vectorstore.indexes.position import Position
from vectorstore.ledger import State


class NoVectorsError(Exception):
    """There are no vectors to search or to write to now; the message says why."""


class VectorIndex(Protocol):
    """The vectors of one edition of one archive. What needs a server that does not answer raises `NoVectorsError`."""

    @property
    def place(self) -> str:
        """Where it is; another edition is another place."""
        ...

    @property
    def position(self) -> Position | None:
        """How far it follows which archive; None where it is missing, unreadable or not built to its end."""
        ...

    @property
    def stamp(self) -> str | None:
        """Another whenever who reads has to open it anew to see what was written."""
        ...

    def fault(self) -> str | None:
        """What is wrong with it; None for a sound one."""
        ...

    def start_over(self) -> None:
        """Throw it away and begin an empty one."""
        ...

    def apply(self, there: Sequence[tuple[int, Vectors]], gone: Sequence[int]) -> None:
        """Take in passages `(number, vector)` and forget others; the same again changes nothing.

        Raises `IndexWriteError`.
        """
        ...

    def follow(self, position: Position) -> None:
        """Note how far it has come."""
        ...

    def open(self) -> None:
        """Make ready for searches; raises `DamagedIndexError`."""
        ...

    def search(self, vector: Vectors, limit: int) -> list[int]:
        """Passage numbers, nearest first by cosine; raises `DamagedIndexError`."""
        ...

    def count(self) -> int:
        """How many passages it holds."""
        ...

    def close(self) -> None:
        """Let go of what it holds, until it is asked again."""
        ...


class VectorIndexes(Protocol):
    """Where the vector indexes of a data folder are, an edition each."""

    def index(self, state: State) -> VectorIndex:
        """The index of an edition, not opened yet."""
        ...

    def sweep(self, state: State) -> None:
        """Clear away those of this archive's editions that do not serve; raises `NoVectorsError`."""
        ...
