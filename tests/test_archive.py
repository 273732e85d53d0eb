"""The archive: versions, passages and vectors in one file, whoever writes beside."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from vectorstore.archive import Archive
from vectorstore.article import Article
from vectorstore.database import ArchiveError, Database
from vectorstore.ledger import Ledger

STORY = Article(
    id="a1",
    text="The boats left at dawn. Nobody saw them.\nThey came back in the evening with cod.",
    title="Boats leave",
    url="https://news.example/boats",
    authors=("Ann Cole", "Li Wu"),
    published="2025-11-12T09:00:00+01:00",
    modified=None,
    outlet="The Post",
    language="en",
)


class Whole(Archive):
    """The archive and the ledger of one file, whose passages have about six words."""

    def __init__(self, path: Path, passage_words: int = 6) -> None:
        self.database = Database(path, passage_words, "m")
        self.ledger = Ledger(self.database)
        super().__init__(self.database)

    @property
    def generation(self) -> int:
        return self.ledger.state().generation

    def changes(self, after: int, up_to: int) -> tuple[list[int], list[int]] | None:
        return self.ledger.changes(self.ledger.state().edition, after, up_to)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "archive.sqlite3"


@pytest.fixture
def archive(path: Path) -> Whole:
    return Whole(path)


def there(archive: Whole) -> list[int]:
    changes = archive.changes(0, archive.generation)
    assert changes is not None
    return changes[0]


def texts(archive: Whole) -> list[str]:
    return [
        stored.article.text[passage.start : passage.end]
        for passage, stored in archive.ledger.passages(there(archive)).values()
    ]


def hashes(archive: Whole) -> list[str]:
    return [one.text_hash for one in archive.ledger.indexed(there(archive))]


def keep(archive: Whole, model: str = "m") -> None:
    archive.ledger.keep_vectors(model, [(one, np.ones(4, np.float32)) for one in hashes(archive)])


def vectors_kept(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM vector").fetchone()[0])


# Putting


def test_an_article_comes_back_as_it_was_put(archive: Whole) -> None:
    outcome, stored = archive.put(STORY)
    assert (outcome, stored.version, stored.article) == ("added", 1, STORY)
    assert archive.get("a1") == stored
    assert archive.count() == 1


@pytest.mark.parametrize("text", ["", "   \n", "A nul \0 inside.", "Emoji 😀 and 北京.", "One\u2028two."])
def test_any_text_comes_back(archive: Whole, text: str) -> None:
    archive.put(replace(STORY, text=text))
    stored = archive.get("a1")
    assert stored is not None
    assert stored.article.text == text


def test_the_same_again_is_unchanged(archive: Whole) -> None:
    first = archive.put(STORY)[1]
    before = archive.generation
    assert archive.put(replace(STORY, modified="2025-11-13")) == ("unchanged", first)
    assert archive.generation == before


@pytest.mark.parametrize(
    "change",
    [{"text": "Other words."}, {"title": "Boats return"}, {"authors": ("Ann Cole",)}, {"published": "2025-11-13"}],
)
def test_what_a_reader_sees_makes_a_new_version(archive: Whole, change: dict[str, str]) -> None:
    archive.put(STORY)
    outcome, stored = archive.put(replace(STORY, **change))
    assert (outcome, stored.version) == ("updated", 2)


def test_every_version_can_be_read_and_only_the_latest_is_indexed(archive: Whole) -> None:
    archive.put(STORY)
    old = there(archive)
    archive.put(replace(STORY, text="The boats stayed in the harbour."))
    first, second, latest = archive.get("a1", 1), archive.get("a1", 2), archive.get("a1")
    assert first is not None
    assert first.article == STORY
    assert second == latest
    assert archive.get("a1", 3) is None
    assert texts(archive) == ["The boats stayed in the harbour."]
    assert archive.ledger.passages(old) == {}
    assert archive.ledger.indexed(old) == []
    assert archive.count() == 1


def test_the_same_story_at_another_address_is_a_duplicate(archive: Whole) -> None:
    stored = archive.put(STORY)[1]
    assert archive.put(replace(STORY, id="a2", url="https://news.example/2")) == ("duplicate", stored)
    assert archive.count() == 1
    assert archive.put(replace(STORY, id="a3", outlet="The Herald"))[0] == "added"
    assert archive.put(replace(STORY, id="a4", published=None))[0] == "added"
    assert archive.put(replace(STORY, id="a5", published=None))[0] == "duplicate"


def test_a_text_that_was_replaced_is_no_duplicate(archive: Whole) -> None:
    archive.put(STORY)
    archive.put(replace(STORY, text="Other words now."))
    assert archive.put(replace(STORY, id="a2"))[0] == "added"


def test_passages_are_whole_sentences_with_exact_offsets(archive: Whole) -> None:
    archive.put(STORY)
    found = archive.ledger.passages(there(archive))
    sentences = [
        STORY.text[span.start : span.end] for passage, _ in found.values() for span in passage.sentences
    ]  # fmt: skip
    assert sentences == ["The boats left at dawn.", "Nobody saw them.", "They came back in the evening with cod."]
    assert all(stored.article == STORY for _, stored in found.values())
    assert archive.ledger.indexed(there(archive))[0].words.startswith("Boats leave. The Post. 2025-11-12\nThe boats")


def test_articles_are_listed_newest_first(archive: Whole) -> None:
    for number, day in enumerate(["2025-11-10", "2025-11-12", "2025-11-11"]):
        archive.put(replace(STORY, id=f"a{number}", text=f"Story {number}.", published=day))
    archive.put(replace(STORY, id="a0", text="Story 0, corrected.", published="2025-11-10"))
    assert [(one.article.id, one.version) for one in archive.articles()] == [("a1", 1), ("a2", 1), ("a0", 2)]


def test_many_passages_are_read_at_once(archive: Whole) -> None:
    archive.put(replace(STORY, text="\n".join(f"This is the long line number {n} of many." for n in range(1300))))
    ids = there(archive)
    assert len(ids) == 1300
    assert len(archive.ledger.passages(ids)) == 1300
    keep(archive)
    assert len(archive.ledger.vectors("m", hashes(archive))) == 1300


# Removing


def test_remove_deletes_versions_passages_and_vectors(archive: Whole, path: Path) -> None:
    archive.put(STORY)
    keep(archive)
    archive.put(replace(STORY, text="The boats stayed in the harbour."))
    keep(archive)
    keep(archive, "another model")
    assert archive.remove("a1")
    assert archive.get("a1") is None
    assert archive.get("a1", 1) is None
    assert there(archive) == []
    assert vectors_kept(path) == 0
    assert archive.count() == 0


def test_an_unknown_article_is_not_removed(archive: Whole) -> None:
    archive.put(STORY)
    before = archive.generation
    assert not archive.remove("a2")
    assert archive.generation == before


def test_vectors_that_another_passage_uses_stay(archive: Whole, path: Path) -> None:
    archive.put(replace(STORY, url="https://news.example/1"))
    archive.put(replace(STORY, id="a2", published="2025-11-12T23:00:00+01:00"))  # indexed alike: the same day
    assert len(hashes(archive)) == 2 * len(set(hashes(archive)))
    keep(archive)
    kept = vectors_kept(path)
    archive.remove("a1")
    assert vectors_kept(path) == kept
    archive.remove("a2")
    assert vectors_kept(path) == 0


def test_an_update_keeps_the_vectors_of_passages_that_stay_alone(archive: Whole, path: Path) -> None:
    archive.put(STORY)
    keep(archive)
    archive.put(replace(STORY, text=STORY.text.replace("cod", "herring")))
    first, last = hashes(archive)
    assert set(archive.ledger.vectors("m", [first, last])) == {first}
    assert vectors_kept(path) == 1


def test_a_removed_article_can_come_again(archive: Whole) -> None:
    archive.put(STORY)
    old = there(archive)
    archive.remove("a1")
    assert archive.put(STORY)[1].version == 1
    assert not set(old) & set(there(archive)), "numbers are never given twice"


# Changes


def test_changes_name_what_came_and_what_went(archive: Whole) -> None:
    assert archive.generation == 0
    assert archive.changes(0, 0) == ([], [])
    archive.put(STORY)
    first, old = archive.generation, there(archive)
    archive.put(replace(STORY, text="The boats stayed in the harbour."))
    second = archive.generation
    assert second > first
    assert archive.changes(first, second) == (there(archive), old)
    assert archive.changes(second, second) == ([], [])
    archive.remove("a1")
    assert archive.changes(second, archive.generation) == ([], [old[-1] + 1])
    assert archive.changes(0, archive.generation) == ([], [])


# Vectors


def test_vectors_come_back_in_half_precision(archive: Whole) -> None:
    archive.put(STORY)
    vector = np.random.default_rng(1).standard_normal(384).astype(np.float32)
    (name, *_) = hashes(archive)
    archive.ledger.keep_vectors("m", [(name, vector)])
    back = archive.ledger.vectors("m", [name, "unknown"])
    assert set(back) == {name}
    assert back[name].dtype == np.float32
    assert np.array_equal(back[name], vector.astype(np.float16).astype(np.float32))
    assert archive.ledger.vectors("other", [name]) == {}
    archive.ledger.keep_vectors("m", [(name, -vector)])
    assert np.array_equal(archive.ledger.vectors("m", [name])[name], -back[name])


def test_a_vector_that_comes_after_its_passage_went_is_not_kept(archive: Whole, path: Path) -> None:
    archive.put(STORY)
    names = hashes(archive)
    archive.remove("a1")
    archive.ledger.keep_vectors("m", [(name, np.ones(4, np.float32)) for name in names])
    assert vectors_kept(path) == 0


# Writers beside each other


def test_threads_lose_nothing(archive: Whole) -> None:
    def put(number: int) -> str:
        return archive.put(replace(STORY, id=f"a{number % 40}", text=f"Story {number % 40}."))[0]

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(put, range(80)))
    assert sorted(outcomes) == ["added"] * 40 + ["unchanged"] * 40
    assert archive.count() == len(there(archive)) == 40


def test_a_load_keeps_connections_and_work_that_fails_leaves_them_nothing(archive: Whole, path: Path) -> None:
    numbers = range(20)

    def broken_off(error: type[BaseException], statement: str) -> None:
        with pytest.raises(error), archive.database.connect() as db:  # noqa: PT012
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM version")
            db.execute(statement)
            raise error

    with archive.database.many_writes():
        archive.put(STORY)
        broken_off(KeyboardInterrupt, "DELETE FROM passage")
        broken_off(ArchiveError, "DELETE FROM nowhere")
        with ThreadPoolExecutor(8) as pool:
            texts = [replace(STORY, id=f"b{number}", text=f"Boat {number} left.") for number in numbers]
            assert [outcome for outcome, _ in pool.map(archive.put, texts)] == ["added" for _ in numbers]
        assert Path(f"{path}-wal").exists()
    assert (archive.count(), len(there(archive))) == (21, 22)
    assert not Path(f"{path}-wal").exists(), "none is left open"


def test_processes_lose_nothing(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from vectorstore.archive import Archive; from vectorstore.article import Article\n"
        "from vectorstore.database import Database\n"
        "archive = Archive(Database(Path(sys.argv[1]), 6, 'm'))\n"
        "for n in range(60): archive.put(Article(id=sys.argv[2] + str(n), text=f'Story {n} of {sys.argv[2]}.'))\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), name], stderr=subprocess.PIPE, text=True)
        for name in ("x", "y")
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    archive = Whole(path)
    assert {one.article.id for one in archive.articles()} == {f"{name}{n}" for name in "xy" for n in range(60)}
    assert len(there(archive)) == 120


def test_many_open_a_new_archive_at_once(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        archives = list(pool.map(lambda _: Whole(path), range(16)))
    assert len({archive.ledger.state().archive for archive in archives}) == 1


def test_a_writer_that_waits_does_not_stop_readers(archive: Whole, path: Path) -> None:
    archive.put(STORY)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM version")
        assert archive.get("a1") is not None
        assert archive.count() == 1
        other.execute("ROLLBACK")


# Files that are no archive of ours


def test_a_later_schema_is_refused(archive: Whole, path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match="made by a later Dateline"):
        Whole(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear reader, " * 500)
    with pytest.raises(ArchiveError, match="not a database") as caught:
        Whole(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"Dear reader, " * 500


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="cannot be opened"):
        Whole(tmp_path / "file" / "archive.sqlite3")


def test_damage_that_shows_later_is_told_too(archive: Whole, path: Path) -> None:
    archive.put(STORY)
    archive.database.settle()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    for use in (
        lambda: archive.get("a1"),
        lambda: archive.put(STORY),
        lambda: archive.remove("a1"),
        archive.ledger.state,
    ):
        with pytest.raises(ArchiveError, match="malformed"):
            use()


def test_a_half_made_archive_heals(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    program = (  # ends in the middle of making the tables, as a power cut would
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None); db.execute('BEGIN IMMEDIATE')\n"
        "db.execute('CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID'); os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)]).returncode == 9
    archive = Whole(path)
    assert archive.put(STORY)[0] == "added"
    assert Whole(path).ledger.state().archive == archive.ledger.state().archive


def test_a_file_that_another_process_lays_out_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE another (one)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO another VALUES (1)")
    done = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    done.start()
    assert Archive(Database(path, 120, "m")).count() == 0
    done.join()
    other.close()
