"""The process that embeds while articles are indexed: its vectors, and how it ends, whoever ends first."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.build import Program
from bot.settings import Settings
from ingest.hints import Hints
from vectorstore.article import Article
from vectorstore.embedding import EmbeddingError, OnnxEmbedder
from vectorstore.embedding_process import EmbeddingProcess
from vectorstore.indexes.ahead import model_key
from vectorstore.models import BGE_SMALL, ModelMissingError, model_folder
from vectorstore.store import Store

CACHE = Settings().cache
TEXTS = [f"Councillor {number} said that the harbour would reopen in {number + 2} weeks." for number in range(24)]
LONG = " ".join(TEXTS * 2)
# Begins what takes half a minute, says which process has it, and waits.
_MAIN = """
import sys, time
from pathlib import Path
from vectorstore.embedding_process import EmbeddingProcess
apart = EmbeddingProcess(Path(sys.argv[1]), threads=1)
apart.begin(["The ferry stopped."])()
apart.begin([sys.argv[2]] * 500)
print("begun", flush=True)
time.sleep(600)
"""


@pytest.fixture
def apart() -> Iterator[EmbeddingProcess]:
    process = EmbeddingProcess(CACHE, threads=2)
    yield process
    process.end()


def embedding_children(of: int) -> list[int]:
    """The processes that embed for another one."""
    found = map(int, Path(f"/proc/{of}/task/{of}/children").read_text().split())
    return [one for one in found if b"embedding_worker" in Path(f"/proc/{one}/cmdline").read_bytes()]


def child_of(main: int) -> int:
    """The process that embeds for another one, as soon as it has begun."""
    assert soon(lambda: embedding_children(main))
    (child,) = embedding_children(main)
    return child


def soon(holds: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(holds())


def is_gone(number: int) -> bool:
    """Whether a process runs no more; one that has ended and that nobody has asked for counts as gone."""
    stat = Path(f"/proc/{number}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


# Vectors


def test_the_vectors_are_those_of_this_process_bit_for_bit(apart: EmbeddingProcess) -> None:
    begun = [apart.begin(TEXTS), apart.begin([LONG, "", "北京 😀 \0"]), apart.begin(TEXTS[:1])]
    here = OnnxEmbedder(CACHE, threads=1)
    for rows, texts in zip(begun, (TEXTS, [LONG, "", "北京 😀 \0"], TEXTS[:1]), strict=True):
        assert np.array_equal(rows(), here.embed_passages(texts))


def test_a_missing_model_is_told_as_in_this_process(tmp_path: Path) -> None:
    apart = EmbeddingProcess(tmp_path, threads=1)
    with pytest.raises(ModelMissingError, match="dateline setup"):
        apart.begin(TEXTS)()
    apart.end()


def test_a_damaged_model_is_told_as_in_this_process(tmp_path: Path) -> None:
    folder = tmp_path / f"{BGE_SMALL.name}-{BGE_SMALL.fingerprint}"
    shutil.copytree(model_folder(BGE_SMALL, CACHE), folder)
    (folder / "tokenizer.json").write_bytes(b"half a file")
    apart = EmbeddingProcess(tmp_path, threads=1)
    with pytest.raises(EmbeddingError, match="dateline setup"):
        apart.begin(TEXTS)()
    apart.end()


# Ends


def test_what_is_given_up_leaves_nothing_behind(apart: EmbeddingProcess) -> None:
    apart.begin([LONG] * 500)
    child = child_of(os.getpid())
    apart.end()
    assert is_gone(child)
    assert np.array_equal(apart.begin(TEXTS)(), OnnxEmbedder(CACHE, threads=1).embed_passages(TEXTS)), "a fresh one"


def test_a_process_that_is_killed_is_told(apart: EmbeddingProcess) -> None:
    rows = apart.begin([LONG] * 500)
    os.kill(child_of(os.getpid()), signal.SIGKILL)
    with pytest.raises(EmbeddingError, match=r"killed.*run the command again"):
        rows()
    with pytest.raises(EmbeddingError, match="killed"):
        apart.begin(TEXTS)()  # until it is ended, and begins anew


def test_it_ends_with_a_main_process_that_is_killed() -> None:
    main = subprocess.Popen([sys.executable, "-c", _MAIN, str(CACHE), LONG], stdout=subprocess.PIPE)
    assert main.stdout
    assert main.stdout.readline() == b"begun\n"
    child = child_of(main.pid)
    main.kill()
    main.communicate()
    assert soon(lambda: is_gone(child), 5), "in the middle of its work"


# While articles land


def test_what_changes_after_it_was_begun_is_indexed_as_it_stands(apart: EmbeddingProcess, tmp_path: Path) -> None:
    here = OnnxEmbedder(CACHE, threads=2)
    store = Store(tmp_path, here, 120, 5, apart=apart)
    for number in range(140):
        store.archive.put(Article(id=f"a{number}", text=f"The ferry of district {number} stopped on Monday."))
    store.embed_ahead()
    assert apart.running
    store.archive.remove("a3")
    store.archive.put(Article(id="a5", text="The mayor of district 5 resigned on Monday."))
    told: list[tuple[int, int]] = []
    store.catch_up(lambda done, of: told.append((done, of)))
    assert store.faults() == []
    assert told[-1] == (139, 139)
    found = store.nearest_vectors(here.embed_query("Who resigned?"), 500)
    named = {passage.article_id for passage, _ in store.ledger.passages(found).values()}
    assert (named, len(found)) == ({f"a{number}" for number in range(140) if number != 3}, 139)
    kept = store.ledger.passage_vectors(model_key(here), found)
    for one in store.ledger.indexed(found):
        assert np.array_equal(kept[one.id], here.embed_passages([one.text])[0].astype(np.float16))
    store.close()
    assert not apart.running


# In a load


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    text = " ".join(TEXTS)
    rows = ({"id": f"a{n}", "title": f"District {n}", "text": f"District {n} met. {text}"} for n in range(120))
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def begun(articles: Path, data: Path) -> "tuple[subprocess.Popen[str], int]":
    """A load whose passages are being embedded, and the process that does it."""
    command = [sys.executable, "-m", "bot", "load", str(articles), "--data", str(data)]
    load = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return load, child_of(load.pid)


def healed(articles: Path, data: Path) -> bool:
    """Whether another load brings everything in order, with a process of its own that ends with it."""
    program = Program(Settings(data=data))
    items = list(program.load([str(articles)], Hints()))
    assert not embedding_children(os.getpid())
    store = program.store
    found = store.nearest_vectors(store.embedder.embed_query("Which harbour?"), 5_000)
    return store.faults() == [] and len(items) == 120 and len(found) == store.ledger.count(store.ledger.state().edition)


def test_a_load_whose_process_is_killed_says_so_and_the_next_one_heals(articles: Path, tmp_path: Path) -> None:
    load, child = begun(articles, tmp_path / "data")
    os.kill(child, signal.SIGKILL)
    _, errors = load.communicate(timeout=60)
    assert load.returncode == 1
    assert "The process that embeds was killed" in errors
    assert "Traceback" not in errors
    assert Program(Settings(data=tmp_path / "data")).store.archive.count() == 120
    assert healed(articles, tmp_path / "data")


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda one: one.name)
def test_a_load_that_is_ended_ends_its_process(articles: Path, tmp_path: Path, by: signal.Signals) -> None:
    load, child = begun(articles, tmp_path / "data")
    load.send_signal(by)
    load.communicate(timeout=60)
    assert load.returncode
    assert soon(lambda: is_gone(child), 5)
    if by is signal.SIGINT:
        assert healed(articles, tmp_path / "data")
