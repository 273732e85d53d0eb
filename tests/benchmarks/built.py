"""Synthetic stores of any size, built once: articles land and the indexes catch up as in a load."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from vectorstore.store import Store

from .figures import disk_bytes
from .spent import Noting, Spent, spent
from .synthetic import Clustered, Wire

_NOTE = "built.json"
_WORDS = 120
_AN_ARTICLE = 8  # passages
_A_PASSAGE = 6  # sentences of the wire
_LANDED = 200  # articles between two times that the indexes catch up


@dataclass(frozen=True, slots=True)
class Built:
    """What a store of so many passages took to build, embedding apart, and what it holds on disk."""

    passages: int
    archive: Spent
    indexes: Spent
    disk_bytes: dict[str, int]


def opened(folder: Path) -> Store:
    """The store of a folder."""
    return Store(folder, Clustered(), _WORDS, lock_seconds=60)


def build(folder: Path, sizes: Sequence[int]) -> dict[int, Built]:
    """A store for each number of passages, unless it is there; each but the first grows from a copy of the one before.

    What a store took is told as if it had grown in one go.
    """
    stores: dict[int, Built] = {}
    before = Built(0, Spent(), Spent(), {})
    for size in sorted(sizes):
        note = folder / str(size) / _NOTE
        if not note.exists():
            shutil.rmtree(note.parent, ignore_errors=True)
            if before.passages:
                shutil.copytree(folder / str(before.passages), note.parent, ignore=shutil.ignore_patterns(_NOTE))
            note.parent.mkdir(parents=True, exist_ok=True)
            grown = _grow(note.parent, before, size)
            note.write_text(json.dumps(asdict(grown)), encoding="utf-8")
        found = json.loads(note.read_text(encoding="utf-8"))
        before = Built(found["passages"], Spent(**found["archive"]), Spent(**found["indexes"]), found["disk_bytes"])
        stores[size] = before
    return stores


def _grow(folder: Path, before: Built, passages: int) -> Built:
    embedder = Noting(Clustered())
    store, wire = Store(folder, embedder, _WORDS, lock_seconds=60), Wire()
    numbers = range(before.passages // _AN_ARTICLE, passages // _AN_ARTICLE)
    articles = (wire.article(number, _AN_ARTICLE * _A_PASSAGE) for number in numbers)
    archive, indexes = before.archive, before.indexes
    while landed := list(islice(articles, _LANDED)):
        archive += spent(lambda: [store.archive.put(article) for article in landed])[1]
        indexes += spent(store.catch_up)[1]
        embedder.calls.clear()
    store.close()
    disk = {name: sum(map(disk_bytes, folder.glob(f"index-*/{name}"))) for name in ("words", "chroma")}
    disk["archive"] = sum(file.stat().st_size for file in folder.glob("archive.*"))
    return Built(passages, archive, indexes - embedder.spent, disk)
