"""What work takes: seconds by the clock, and of the processor, which a busy machine hardly changes.

Seconds of the processor are those of this process and of those that its main thread started, as Linux tells them.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vectorstore.embedding import Embedder, Vectors
from vectorstore.embedding_process import EmbeddingProcess

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, and those of the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Spent") -> "Spent":
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


def spent(work: Callable[[], T]) -> tuple[T, Spent]:
    """What some work gives, and what it took."""
    wall, cpu = time.perf_counter(), _processor()
    given = work()
    return given, Spent(time.perf_counter() - wall, _processor() - cpu)


def _processor() -> float:
    """Seconds of this process, of its children that ended, and of those that run."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system + sum(map(_of_child, _children()))


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()  # those of the main thread


def _of_child(number: str) -> float:
    stat = Path("/proc", number, "stat").read_text().rpartition(")")[2].split()  # proc(5): the 14th and 15th field
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


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


class NotingProcess(EmbeddingProcess):
    """A process that embeds, and whose texts and time are noted as those of an embedder are.

    It takes time while there is anything that it was given and has not given back.
    """

    def __init__(self, cache: Path, threads: int, noting: Noting) -> None:
        super().__init__(cache, threads)
        self._noting = noting
        self._since, self._under_way = Spent(), 0

    def begin(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        if not self._under_way:
            self._since = self._now()
        self._under_way += 1
        rows = super().begin(texts)
        self._noting.calls.append(texts)

        def noted() -> Vectors:
            vectors = rows()
            self._under_way -= 1
            if not self._under_way:
                self._noting.spent += self._now() - self._since
            return vectors

        return noted

    def _now(self) -> Spent:
        return Spent(time.perf_counter(), _of_child(str(self._process.pid)) if self._process else 0.0)
