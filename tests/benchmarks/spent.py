"""What work takes: seconds by the clock, and of the processor, which a busy machine hardly changes."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from vectorstore.embedding import Embedder, Vectors

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and those of the processor, of all threads."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


def spent(work: Callable[[], T]) -> tuple[T, Spent]:
    """What some work gives, and what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    given = work()
    return given, Spent(time.perf_counter() - wall, time.process_time() - cpu)


class Noting:
    """An embedder that notes what it is given, and what it takes."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self.calls: list[Sequence[str]] = []
        self.spent = Spent()

    def require(self) -> None:
        self.embedder.require()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors, took = spent(lambda: self.embedder.embed_passages(texts))
        self.spent += took
        self.calls.append(texts)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector, took = spent(lambda: self.embedder.embed_query(text))
        self.spent += took
        return vector
