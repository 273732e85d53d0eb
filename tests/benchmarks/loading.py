"""Measures how fast articles load: beside the bare embedder on the same passages, and beside LangChain's tutorial.

    python -m tests.benchmarks.loading articles.jsonl

The load is `Program.load` itself. Whenever its indexes have caught up (every 200 articles), the bare embedder gets the
same windows of passages and the tutorial pipeline the same articles, so that a busy machine is busy for all three.
The load embeds in a process of its own, as it does for everyone, and has that load the model, too; the bare embedder
and the tutorial embed in this process, with as many threads, and their model is loaded before the clock runs. Of a
load, `embedding` is the time in which anything was being embedded: the same ratio, at the very same moments.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from bot.build import Program
from bot.settings import read_settings
from ingest.hints import Hints
from vectorstore.article import Article
from vectorstore.embedding import Embedder
from vectorstore.store import Store

from .figures import Row, options, tell
from .spent import Noting, NotingProcess, Spent, spent

_MOST_ROWS = 5_000  # Chroma takes at most 5,461 at once


@dataclass(frozen=True)
class Watched(Program):
    """The program, with a note of what is embedded."""

    embedder: Noting

    @cached_property
    def store(self) -> Store:
        settings = self.settings
        apart = NotingProcess(settings.cache, settings.threads, self.embedder)
        return Store(settings.data, self.embedder, settings.passage_words, settings.lock_timeout, apart=apart)


class Tutorial(Embeddings):
    """The pipeline of LangChain's own tutorial, with Dateline's embedder behind LangChain's interface."""

    def __init__(self, folder: Path, embedder: Noting) -> None:
        self.embedder = embedder
        self._splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        self._store = Chroma("tutorial", self, persist_directory=str(folder))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self.embedder.embed_passages(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        row: list[float] = self.embedder.embed_query(text).tolist()
        return row

    def add(self, articles: Sequence[Article]) -> None:
        documents = [Document(one.text, metadata={"title": one.title, "url": one.url or ""}) for one in articles]
        chunks = self._splitter.split_documents(documents)
        for start in range(0, len(chunks), _MOST_ROWS):
            self._store.add_documents(chunks[start : start + _MOST_ROWS])


@dataclass(frozen=True, slots=True)
class Slice:
    """The articles between two times that the indexes caught up, and what each of the three took for them."""

    articles: int
    passages: int
    load: Spent
    bare: Spent
    tutorial: Spent


@dataclass(frozen=True, slots=True)
class Measured:
    """All slices of a load, and what embedding took inside the load and inside the tutorial."""

    slices: list[Slice]
    embedding: dict[str, Spent]

    def total(self, name: str) -> Spent:
        return sum((getattr(one, name) for one in self.slices), Spent())


def measure(source: Path, folder: Path) -> Measured:
    """Load into an empty folder, with the other two in between."""
    settings = read_settings(os.environ, Path(".env"), folder / "data")
    real = Program(settings).store.embedder
    real.embed_query("The model is loaded before the clock runs.")
    ours, theirs = Noting(real), Noting(real)
    program, tutorial = Watched(settings, ours), Tutorial(folder / "tutorial", theirs)
    slices: list[Slice] = []
    for load, ids in _stretches(program, source):
        articles = [stored.article for one in ids if (stored := program.store.archive.get(one))]
        windows = ours.calls.copy()
        ours.calls.clear()
        works = {"bare": partial(_embed, real, windows), "tutorial": partial(tutorial.add, articles)}
        order = sorted(works, reverse=len(slices) % 2 == 1)  # none of them always stands next to the load
        took = {name: spent(works[name])[1] for name in order}
        slices.append(Slice(len(ids), sum(map(len, windows)), load, **took))
    return Measured(slices, {"load": ours.spent, "tutorial": theirs.spent, "bare": Spent()})


def _embed(embedder: Embedder, windows: Sequence[Sequence[str]]) -> None:
    for texts in windows:
        embedder.embed_passages(texts)


def _stretches(program: Program, source: Path) -> Iterator[tuple[Spent, list[str]]]:
    """What a load took up to each time that the indexes caught up, and the articles that had landed by then."""
    caught_up = list[bool]()  # told with each window
    items = program.load([str(source)], Hints(), lambda done, of: caught_up.append(done == of))
    sofar, ids, going = Spent(), list[str](), True
    while going:
        item, took = spent(lambda: next(items, None))
        sofar += took
        going = item is not None
        if True in caught_up:
            yield sofar, ids
            sofar, ids = Spent(), []
            caught_up.clear()
        if item and item.article_id and item.outcome in ("added", "updated"):
            ids.append(item.article_id)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("articles", type=Path, metavar="ARTICLES.jsonl", help="clean articles, one a line")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        found = measure(given.articles, Path(folder))
    articles, passages = sum(one.articles for one in found.slices), sum(one.passages for one in found.slices)
    bare, load, tutorial = found.total("bare"), found.total("load"), found.total("tutorial")
    rows: list[Row] = [("", "seconds", "CPU s", "articles/s", "bare/this", "by CPU", "embedding", "by CPU")]
    for name, took in (("bare", bare), ("load", load), ("tutorial", tutorial)):
        within = found.embedding[name] if name != "bare" else bare
        beside = (bare.wall / took.wall, bare.cpu / took.cpu, within.wall / took.wall, within.cpu / took.cpu)
        values = (articles / took.wall, *beside)
        rows.append((name, f"{took.wall:.1f}", f"{took.cpu:.1f}", *(f"{value:.3f}" for value in values)))
    slices = [one.bare.cpu / one.load.cpu for one in found.slices]
    ratios = {
        "bare_to_load": {"wall": bare.wall / load.wall, "cpu": bare.cpu / load.cpu},
        "tutorial_to_load": {"wall": tutorial.wall / load.wall, "cpu": tutorial.cpu / load.cpu},
    }
    title = (
        f"Loading {articles} articles, {passages} passages: {ratios['tutorial_to_load']['cpu']:.2f} times as fast as"
        f" the tutorial by CPU; bare/load by CPU {min(slices):.3f} to {max(slices):.3f} in {len(slices)} slices"
    )
    tell(title, rows, {"articles": articles, "passages": passages, **ratios, **asdict(found)}, given.json)


if __name__ == "__main__":
    main()
