"""Measures searching without the query's embedding, by part, over stores of synthetic passages, and the stores' costs.

    python -m tests.benchmarks.search FOLDER --plot growth.svg

The stores stay in FOLDER, for building the largest takes minutes; each is measured in a process of its own.
"""

import multiprocessing
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vectorstore.embedding import Embedder, Vectors
from vectorstore.finding.search import SearchRequest, search
from vectorstore.store import Store

from .built import Built, build, opened
from .figures import memory_mb, options, percentile, tell
from .growth import plot
from .spent import Spent, spent
from .synthetic import Wire

SIZES = (1_000, 10_000, 50_000, 200_000)
WANTED = {50_000: 25.0, 200_000: 60.0}  # milliseconds, p95 of all
_EVIDENCE = 16  # passages: as the chain asks for
_FIRST = 20  # searches that warm up

PARTS = (
    "words",
    "other wordings",
    "vectors",
    "cosines, background",
    "reading passages",
    "second stage",
    "copies",
    "fusing",
    "all",
)
_PART_OF = {
    "nearest_words": "words",
    "wordings": "other wordings",
    "nearest_vectors": "vectors",
    "cosines": "cosines, background",
    "background": "cosines, background",
    "passages": "reading passages",
    "rarity": "second stage",
    "likeness": "second stage",
    "any_of": "copies",
    "groups": "copies",
}


@dataclass(frozen=True, slots=True)
class Searched:
    """How a store is opened and searched: milliseconds, those of the searches by part; and memory."""

    opening_ms: Spent
    memory_mb: dict[str, float]
    wall_ms: dict[str, list[float]]
    cpu_ms: dict[str, list[float]]

    def document(self) -> dict[str, Any]:
        return {
            "opening_ms": asdict(self.opening_ms),
            "memory_mb": self.memory_mb,
            "wall_ms": {part: _p50_p95(found) for part, found in self.wall_ms.items()},
            "cpu_ms": {part: _p50_p95(found) for part, found in self.cpu_ms.items()},
        }


class Timed:
    """A store as `search` sees it, with what each part of the search took."""

    def __init__(self, real: Any, parts: dict[str, Spent]) -> None:
        self._real, self._parts = real, parts

    @property
    def embedder(self) -> Any:
        return self._real.embedder

    @property
    def ledger(self) -> "Timed":
        return Timed(self._real.ledger, self._parts)

    @property
    def copies(self) -> "Timed":
        return Timed(self._real.copies, self._parts)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def timed(*arguments: Any) -> Any:
            found, took = spent(lambda: getattr(self._real, name)(*arguments))
            self._parts[_PART_OF[name]] += took
            return found

        return timed


class _Knowing:
    """An embedder that knows the query's vector already."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self._query: dict[str, Vectors] = {}

    def require(self) -> None:
        self._embedder.require()

    def know(self, query: str) -> None:
        self._query = {query: self._embedder.embed_query(query)}

    def embed_query(self, text: str) -> Vectors:
        return self._query[text]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_passages(texts)


def searched(folder: Path, searches: int) -> Searched:
    """Open a store and search it. To be run in a process of its own, which holds nothing else."""
    wire, before = Wire(), memory_mb()
    requests = [SearchRequest(wire.question(number)) for number in range(_FIRST + searches)]
    store, opening = spent(lambda: _opened_whole(folder))
    memory = {"opening": memory_mb() - before}
    embedder = _Knowing(store.embedder)
    store.embedder = embedder
    taken: list[dict[str, Spent]] = []
    for request in requests:
        parts = defaultdict[str, Spent](Spent)
        embedder.know(request.query)
        _, parts["all"] = spent(lambda: search(Timed(store, parts), request, _EVIDENCE))  # type: ignore[arg-type]  # noqa: B023
        parts["fusing"] = parts["all"] - sum((parts[name] for name in PARTS[:-2]), Spent())
        taken.append(parts)
    memory["all"] = memory_mb() - before
    wall = {part: [parts[part].wall * 1000 for parts in taken[_FIRST:]] for part in PARTS}
    cpu = {part: [parts[part].cpu * 1000 for parts in taken[_FIRST:]] for part in PARTS}
    return Searched(Spent(opening.wall * 1000, opening.cpu * 1000), memory, wall, cpu)


def _opened_whole(folder: Path) -> Store:
    store = opened(folder)
    if faults := store.faults():  # opens both indexes, as a question does
        raise SystemExit(f"{folder}: {'; '.join(faults)}")
    return store


def _p50_p95(values: list[float]) -> dict[str, float]:
    return {"p50": round(percentile(values, 0.5), 3), "p95": round(percentile(values, 0.95), 3)}


def _told(values: list[float]) -> str:
    return "{p50:.1f} / {p95:.1f}".format(**_p50_p95(values))


def _measure(folder: Path, searches: int) -> Searched:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(searched, folder, searches).result()


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the stores are kept")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="passages of each store")
    parser.add_argument("--searches", type=int, default=300, metavar="N", help="in each store")
    parser.add_argument("--plot", type=Path, metavar="SVG", help="draw the growth there")
    given = parser.parse_args()
    stores = build(given.folder, given.sizes)
    found = {size: _measure(given.folder / str(size), given.searches) for size in stores}

    head = ("milliseconds, p50 / p95", *(f"{size:,}" for size in stores))
    rows = [(part, *(_told(one.wall_ms[part]) for one in found.values())) for part in PARTS]
    rows.append(("of the processor", *("" for _ in found)))
    rows += [(f"  {part}", *(_told(one.cpu_ms[part]) for one in found.values())) for part in PARTS]
    document = {size: {**asdict(stores[size]), **one.document()} for size, one in found.items()}
    tell(
        "Searching, without embedding the query", [head, *rows, *_costs(stores, found)], {"sizes": document}, given.json
    )
    if given.plot:
        lines = {part: [(size, _p50_p95(one.wall_ms[part])["p95"]) for size, one in found.items()] for part in PARTS}
        wanted = [(size, most) for size, most in WANTED.items() if size in found]
        given.plot.write_text(plot("Searching, p95", "passages", "milliseconds", lines, wanted), encoding="utf-8")


def _costs(stores: dict[int, Built], found: dict[int, Searched]) -> list[tuple[str, ...]]:
    each = [(stores[size], one) for size, one in found.items()]
    return [
        ("opening, ms", *(f"{one.opening_ms.wall:.0f}" for _, one in each)),
        ("memory of opening, MB", *(f"{one.memory_mb['opening']:.0f}" for _, one in each)),
        ("memory after searching, MB", *(f"{one.memory_mb['all']:.0f}" for _, one in each)),
        ("building, s without embedding", *(f"{store.archive.wall + store.indexes.wall:.0f}" for store, _ in each)),
        ("  of the processor", *(f"{store.archive.cpu + store.indexes.cpu:.0f}" for store, _ in each)),
        ("disk, bytes a passage", *(f"{sum(store.disk_bytes.values()) / store.passages:,.0f}" for store, _ in each)),
    ]


if __name__ == "__main__":
    main()
