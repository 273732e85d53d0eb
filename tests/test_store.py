"""The store: what is archived is found, whatever crashed, was deleted, or writes beside."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from bot.settings import Settings
from vectorstore.article import Article
from vectorstore.embedding import Embedder, OnnxEmbedder, Vectors, unit_rows
from vectorstore.finding.search import SearchRequest, search
from vectorstore.store import Store, StoreError

TEXTS = {
    "bank": "The bank cut its policy rate to zero on Thursday.",
    "boats": "Two boats sank off the coast of Norway.",
    "mayor": "Voters chose a new mayor on Sunday.",
}
PROCESS = "import sys; from test_store import *; store_folder = Path(sys.argv[1])\n"
OPEN_STORE = "store = opened(store_folder, OnnxEmbedder(Settings().cache, 1))\n"


class Counting:
    """The real model, with a note of every passage it was given."""

    def __init__(self, model: OnnxEmbedder) -> None:
        self._model = model
        self.embedded: list[str] = []

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def fingerprint(self) -> str:
        return self._model.fingerprint

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return self._model.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        return self._model.embed_query(text)


class Another(Counting):
    """A model of the same dimension and another content."""

    @property
    def fingerprint(self) -> str:
        return "another"


class Scattered:
    """Vectors that mean nothing, at no cost: for tests of many rows."""

    name = fingerprint = "scattered"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        return unit_rows(np.random.default_rng(zlib.crc32(text.encode())).standard_normal(64).astype(np.float32))


class Failing(Counting):
    """A model that dies in the middle of indexing."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        raise KeyboardInterrupt


@pytest.fixture(scope="module")
def model() -> OnnxEmbedder:
    return OnnxEmbedder(Settings().cache, threads=2)


@pytest.fixture
def embedder(model: OnnxEmbedder) -> Counting:
    return Counting(model)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path, embedder: Counting) -> Iterator[Store]:
    store = opened(folder, embedder)
    yield store
    store.close()


def opened(folder: Path, embedder: Embedder, lock_seconds: float = 20) -> Store:
    return Store(folder, embedder, 120, lock_seconds)


def fill(store: Store) -> None:
    for name, text in TEXTS.items():
        store.archive.put(Article(id=name, text=text))
    store.catch_up()


def found(store: Store, query: str = "news", limit: int = 10) -> list[str]:
    return [one.passage.article_id for one in search(store, SearchRequest(query), limit).evidence]


def ids_by_words(store: Store, query: str) -> list[str]:
    return ids(store, [number for number, _ in store.nearest_words(query, 50)])


def ids_by_meaning(store: Store) -> list[str]:
    nearest = store.nearest_vectors(store.embedder.embed_query("news"), 5000)
    return sorted(ids(store, nearest))


def ids(store: Store, numbers: list[int]) -> list[str]:
    there = store.ledger.passages(numbers)
    return [there[number][0].article_id for number in numbers if number in there]


def many(folder: Path) -> Store:
    """A store where every sentence is a passage and vectors cost nothing."""
    return Store(folder, Scattered(), passage_words=1, lock_seconds=20)


def put_items(store: Store, first: int, last: int) -> None:
    store.archive.put(Article(id=f"n{first}", text="\n".join(f"Item {number}." for number in range(first, last))))
    store.catch_up()


def in_another_process(folder: Path, program: str, open_store: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROCESS + (OPEN_STORE if open_store else "") + program, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def soon_healthy(store: Store, names: Sequence[str]) -> bool:
    """Whether the store is healthy within seconds: what another process wrote is loaded beside what answers."""
    until = time.monotonic() + 20
    wanted = len(names)
    while len(store.nearest_vectors(store.embedder.embed_query("news"), 5000)) != wanted and time.monotonic() < until:
        time.sleep(0.05)
    return healthy(store, names)


def healthy(store: Store, names: Sequence[str] = tuple(TEXTS)) -> bool:
    """Whether both indexes hold just these articles of one passage each."""
    nearest = store.nearest_vectors(store.embedder.embed_query("news"), 5000)
    assert len(nearest) == len(names), "the index holds nothing that the archive does not"
    return not store.behind and ids_by_meaning(store) == sorted(names) == sorted(found(store))


# Catching up


def test_what_was_put_is_found_after_catching_up(store: Store) -> None:
    store.archive.put(Article(id="bank", text=TEXTS["bank"]))
    assert store.behind
    assert found(store, "bank rate") == []
    assert store.catch_up() == 1
    assert not store.behind
    assert found(store, "bank rate") == ["bank"]
    assert ids_by_words(store, "rates") == ["bank"]


def test_the_same_again_embeds_nothing(store: Store, embedder: Counting) -> None:
    fill(store)
    fill(store)
    assert sorted(embedder.embedded) == sorted(TEXTS.values())
    assert store.catch_up() == 0


def test_a_new_version_replaces_what_is_found(store: Store) -> None:
    fill(store)
    store.archive.put(Article(id="boats", text="Three ferries were saved."))
    assert "boats" not in ids_by_words(store, "Norway"), "gone at once"
    store.catch_up()
    assert ids_by_words(store, "Norway coast") == []
    assert ids_by_words(store, "ferries") == ["boats"]
    assert healthy(store)


def test_a_removed_article_is_gone_at_once(store: Store) -> None:
    fill(store)
    store.archive.remove("boats")
    assert "boats" not in found(store, "boats Norway")
    assert store.catch_up() == 1
    assert healthy(store, ["bank", "mayor"])


def test_progress_is_told(store: Store) -> None:
    for name, text in TEXTS.items():
        store.archive.put(Article(id=name, text=text))
    told: list[tuple[int, int]] = []
    store.catch_up(lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]


def test_an_empty_archive_can_be_caught_up_with(store: Store) -> None:
    assert store.catch_up() == 0
    assert not store.behind
    fill(store)
    for name in TEXTS:
        store.archive.remove(name)
    store.catch_up()
    assert healthy(store, [])


def test_two_folders_do_not_disturb_each_other(tmp_path: Path, embedder: Counting) -> None:
    one, other = opened(tmp_path / "one", embedder), opened(tmp_path / "other", embedder)
    fill(one)
    other.archive.put(Article(id="storm", text="A storm closed the harbour."))
    other.catch_up()
    assert healthy(one)
    assert healthy(other, ["storm"])
    one.close()
    assert healthy(other, ["storm"])
    other.close()


def test_a_closed_store_opens_again_when_it_is_asked(store: Store) -> None:
    fill(store)
    store.close()
    store.close()
    assert healthy(store)


# Healing


def test_a_crash_before_catching_up_heals(folder: Path, embedder: Counting) -> None:
    in_another_process(
        folder,
        "import os\nstore.archive.put(Article(id='bank', text='The bank cut its rate.'))\n"
        "store.catch_up()\nstore.archive.put(Article(id='boats', text='Two boats sank.'))\n"
        "store.archive.remove('bank')\nsys.stdout.flush(); os._exit(0)",
    )
    store = opened(folder, embedder)
    assert store.behind
    assert store.catch_up() == 2
    assert embedder.embedded == ["Two boats sank."]
    assert healthy(store, ["boats"])
    store.close()


def test_a_crash_between_the_two_indexes_heals(store: Store, folder: Path, model: OnnxEmbedder) -> None:
    fill(store)
    crashing = opened(folder, Failing(model))
    crashing.archive.put(Article(id="storm", text="A storm closed the harbour."))
    with pytest.raises(KeyboardInterrupt):
        crashing.catch_up()
    crashing.close()
    assert store.behind
    store.catch_up()
    assert healthy(store, [*TEXTS, "storm"])


@pytest.mark.parametrize("index", ["chroma", "words"])
def test_a_deleted_index_is_built_anew_without_embedding(folder: Path, embedder: Counting, index: str) -> None:
    first = opened(folder, embedder)
    fill(first)
    first.close()
    shutil.rmtree(folder / "index-1" / index)
    embedder.embedded.clear()
    store = opened(folder, embedder)
    assert store.behind
    assert found(store, "boats Norway")[0] == "boats", "the other index still finds"
    embedder.embedded.clear()
    store.catch_up()
    assert embedder.embedded == []
    assert healthy(store)
    assert ids_by_words(store, "Norway") == ["boats"]
    store.close()


@pytest.mark.parametrize("index", ["chroma", "words"])
@pytest.mark.parametrize("position", ["", "{", "[]", '{"archive": 1}', '{"archive": "x", "generation": "many"}', None])
def test_a_position_that_cannot_be_read_heals(store: Store, folder: Path, index: str, position: str | None) -> None:
    fill(store)
    file = folder / "index-1" / index / "position.json"
    if position is None:
        file.unlink()
    else:
        file.write_text(position)
    assert store.behind
    store.catch_up()
    assert healthy(store)


def test_an_archive_older_than_its_indexes_is_followed_back(store: Store, folder: Path, embedder: Counting) -> None:
    store.archive.put(Article(id="bank", text=TEXTS["bank"]))
    store.catch_up()
    saved = (folder / "archive.sqlite3").read_bytes()
    fill(store)
    store.close()
    for leftover in folder.glob("archive.sqlite3-*"):
        leftover.unlink()
    (folder / "archive.sqlite3").write_bytes(saved)
    restored = opened(folder, embedder)
    assert restored.behind
    restored.catch_up()
    assert healthy(restored, ["bank"])
    restored.close()


def test_indexes_of_another_archive_are_not_believed(store: Store, folder: Path, embedder: Counting) -> None:
    fill(store)
    store.close()
    for file in folder.glob("archive.sqlite3*"):
        file.unlink()
    other = opened(folder, embedder)
    names = ["storm", "goal", "vote", "rain"]  # more than there were: its count says nothing
    for name in names:
        other.archive.put(Article(id=name, text=f"Another story of {name}."))
    other.catch_up()
    assert healthy(other, names)
    assert ids_by_words(other, "Norway mayor bank") == []
    assert ids_by_words(other, "storm") == ["storm"]
    other.close()


def test_a_vector_file_that_is_no_database_is_built_anew(folder: Path, embedder: Counting) -> None:
    first = opened(folder, embedder)
    fill(first)
    first.close()
    (folder / "index-1" / "chroma" / "chroma.sqlite3").write_bytes(b"Dear reader, " * 500)
    store = opened(folder, embedder)
    assert found(store, "boats Norway")[0] == "boats"
    store.catch_up()
    assert healthy(store)
    store.close()


def damage_words(folder: Path) -> None:
    for file in (folder / "index-1" / "words").glob("*.term"):
        file.write_bytes(b"x")


def damage_list(folder: Path) -> None:
    (folder / "index-1" / "words" / "meta.json").write_text("{")


def damage_vectors(folder: Path) -> None:
    file = folder / "index-1" / "chroma" / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 50_000)


def cut_graph(folder: Path) -> None:
    (file,) = (folder / "index-1" / "chroma").rglob("data_level0.bin")
    file.write_bytes(file.read_bytes()[:1000])


def lose_graph(folder: Path) -> None:
    (file,) = (folder / "index-1" / "chroma").rglob("link_lists.bin")
    file.unlink()


@pytest.mark.parametrize("damage", [damage_words, damage_list, damage_vectors, cut_graph, lose_graph])
def test_a_damaged_index_is_built_anew_from_the_archive(folder: Path, damage: Callable[[Path], None]) -> None:
    first = many(folder)
    put_items(first, 0, 1100)  # so many that the graph is on disk
    first.close()
    damage(folder)
    store = many(folder)
    assert store.behind
    store.catch_up()
    assert not store.behind
    assert len(ids_by_meaning(store)) == 1100
    assert ids_by_words(store, "1099") == ["n0"]
    store.close()


def test_without_its_vectors_a_store_finds_by_words_and_says_so(folder: Path, embedder: Counting) -> None:
    first = opened(folder, embedder)
    fill(first)
    first.close()
    shutil.rmtree(folder / "index-1" / "chroma")
    store = opened(folder, embedder)
    by_words = search(store, SearchRequest("boats Norway"), 5)
    assert [one.passage.article_id for one in by_words.evidence] == ["boats"]
    assert "words alone" in (by_words.notice or "")
    assert by_words.evidence[0].cosine > 0.5, "from the archive"
    store.close()


# Another model, another size of passages


def test_another_model_is_refused(folder: Path, store: Store, model: OnnxEmbedder) -> None:
    fill(store)
    other = opened(folder, Another(model))
    other.archive.put(Article(id="storm", text="A storm closed the harbour."))
    for use in (other.catch_up, lambda: found(other)):
        with pytest.raises(StoreError, match="vectors were made by") as caught:
            use()
        assert "DATELINE_EMBEDDING" in str(caught.value)
        assert "dateline reindex" in str(caught.value)
    other.close()
    store.catch_up()
    assert healthy(store, [*TEXTS, "storm"])


def test_another_model_may_begin_where_nothing_is_embedded_yet(folder: Path, model: OnnxEmbedder) -> None:
    opened(folder, Another(model)).archive.put(Article(id="bank", text=TEXTS["bank"]))
    store = opened(folder, Counting(model))
    store.catch_up()
    assert healthy(store, ["bank"])
    store.close()


def test_reindexing_embeds_nothing_anew(store: Store, embedder: Counting) -> None:
    fill(store)
    embedder.embedded.clear()
    told: list[tuple[int, int]] = []
    assert store.reindex(lambda done, total: told.append((done, total))) == 3
    assert told == [(3, 3)]
    assert embedder.embedded == []
    assert healthy(store)


def test_reindexing_takes_another_model(store: Store, folder: Path, model: OnnxEmbedder) -> None:
    fill(store)
    other = opened(folder, Another(model))
    other.reindex()
    assert healthy(other)
    other.close()
    with pytest.raises(StoreError, match="vectors were made by"):
        found(store)


def test_reindexing_takes_another_size_of_passages_while_the_old_index_serves(folder: Path) -> None:
    old = many(folder)
    put_items(old, 0, 40)
    assert len(ids_by_meaning(old)) == 40
    larger = Store(folder, Scattered(), passage_words=20, lock_seconds=20)
    served: list[list[str]] = []

    def look(done: int, total: int) -> None:
        served.append(found(old, "39", 1))
        if len(served) == 1:  # what comes meanwhile is in the new indexes, too
            old.archive.put(Article(id="late", text="\n".join(f"Late {number}." for number in range(20))))

    assert larger.reindex(look) == 4 + 2
    assert served[0] == ["n0"]
    assert not larger.behind
    assert sorted(set(ids_by_meaning(old))) == ["late", "n0"], "who was open before sees the new ones"
    assert len(old.nearest_vectors(old.embedder.embed_query("x"), 100)) == 6
    assert [path.name for path in folder.glob("index-*")] == ["index-2"]
    for one in (old, larger):
        one.close()


def test_a_reindex_that_broke_off_leaves_what_served(store: Store, folder: Path, model: OnnxEmbedder) -> None:
    fill(store)
    breaking = opened(folder, Failing(Another(model)))
    with pytest.raises(KeyboardInterrupt):
        breaking.reindex()
    breaking.close()
    assert healthy(store)
    store.archive.put(Article(id="storm", text="A storm closed the harbour."))
    store.catch_up()
    assert healthy(store, [*TEXTS, "storm"])
    assert [path.name for path in folder.glob("index-*")] == ["index-1"]


def test_changes_that_every_index_has_followed_are_forgotten(store: Store, folder: Path, embedder: Counting) -> None:
    fill(store)
    old = store.ledger.state()
    assert store.ledger.changes(old.edition, 1, old.generation) is None
    (folder / "index-1" / "words" / "position.json").write_text(
        json.dumps({"archive": old.archive, "generation": 1})
    )  # as if an old copy of it had been put back
    store.catch_up()
    assert healthy(store)
    assert store.ledger.state().generation == old.generation


# Beside other processes


def test_what_another_process_loads_and_removes_is_seen(store: Store, folder: Path) -> None:
    fill(store)
    assert healthy(store)
    in_another_process(
        folder,
        "store.archive.put(Article(id='storm', text='A storm closed the harbour.'))\n"
        "store.archive.remove('boats')\nstore.catch_up()",
    )
    assert soon_healthy(store, ["bank", "mayor", "storm"])
    assert ids_by_words(store, "harbour boats") == ["storm"]
    in_another_process(folder, "store.archive.remove('storm')\nstore.catch_up()")
    assert soon_healthy(store, ["bank", "mayor"])


def test_what_two_processes_index_in_turn_is_all_kept(folder: Path) -> None:
    """Chroma holds its graph in memory: one read before the other process wrote must not be written back.

    It writes its graph at a thousand rows, so there must be more.
    """
    store = many(folder)
    put_items(store, 0, 20)
    assert len(ids_by_meaning(store)) == 20
    in_another_process(folder, "put_items(many(store_folder), 20, 1300)", open_store=False)
    put_items(store, 1300, 2600)
    store.close()
    # Its own process has all in memory either way: what is on disk counts.
    program = "print(len(ids_by_meaning(many(store_folder))))"
    assert int(in_another_process(folder, program, open_store=False)) == 2600


@pytest.fixture
def held(folder: Path) -> Iterator[None]:
    """Another process holds the indexing lock."""
    folder.mkdir(exist_ok=True)
    program = (
        "import sys\nfrom filelock import FileLock\n"
        "with FileLock(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder / "indexing.lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.communicate("")


def test_an_indexing_process_is_waited_for_but_not_for_ever(
    store: Store, folder: Path, embedder: Counting, request: pytest.FixtureRequest
) -> None:
    fill(store)
    request.getfixturevalue("held")
    hasty = opened(folder, embedder, lock_seconds=0.2)
    hasty.archive.put(Article(id="storm", text="A storm closed the harbour."))
    with pytest.raises(StoreError, match="Another process is indexing") as caught:
        hasty.catch_up()
    assert "Nothing is lost" in str(caught.value)
    assert sorted(found(store)) == sorted(TEXTS), "readers do not wait"
    hasty.close()
    assert store.archive.get("storm") is not None


def test_catching_up_goes_on_when_the_other_process_ends(store: Store, folder: Path) -> None:
    store.archive.put(Article(id="storm", text="A storm closed the harbour."))
    lock = FileLock(folder / "indexing.lock", thread_local=False)
    lock.acquire()
    waiting = threading.Thread(target=store.catch_up)
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    lock.release()
    waiting.join(30)
    assert healthy(store, ["storm"])


# Threads


def test_threads_search_while_others_catch_up(store: Store, folder: Path) -> None:
    fill(store)
    done = threading.Event()

    def read() -> list[list[str]]:
        answers = []
        while not done.is_set():
            answers.append(found(store, "boats Norway", 3))
        return answers

    def write(name: str) -> None:
        for number in range(6):
            put = Article(id=f"{name}{number}", text=f"Item {number} of {name}.")
            store.archive.put(put)
            store.catch_up()
            if put.id == "x3":  # the next one begins the vectors anew
                (folder / "index-1" / "chroma" / "position.json").write_text("{")

    with ThreadPoolExecutor(5) as pool:
        reading = [pool.submit(read) for _ in range(3)]
        try:
            for writing in [pool.submit(write, name) for name in "xy"]:
                writing.result(60)
        finally:
            done.set()
        answers = [answer for one in reading for answer in one.result(60)]
    assert len(answers) > 10
    assert all(answer[0] == "boats" for answer in answers)
    store.catch_up()
    assert not store.behind
    assert len(ids_by_meaning(store)) == 15


def test_positions_are_plain_to_read(store: Store, folder: Path) -> None:
    fill(store)
    noted = json.loads((folder / "index-1" / "chroma" / "position.json").read_text())
    assert noted == {
        "archive": store.ledger.state().archive,
        "generation": store.ledger.state().generation,
    }
