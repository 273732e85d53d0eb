"""What an operator does: doctor, reindex, backup, restore; and what is said where something is broken."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Dateline, Ran

LAYOUTS = Path(__file__).parent / "layouts"
STORIES = {
    "ferry": "The ferry to Norwick stopped on Monday after its engine failed. Nobody was hurt.",
    "mayor": "Voters in Eastwick chose Ana Lind as mayor on Sunday.",
    "storm": "A storm closed the harbour of Norwick for three days.",
}


@pytest.fixture
def data(dateline: Dateline, tmp_path: Path) -> Path:
    """A data folder with three articles."""
    file = tmp_path / "stories.jsonl"
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in STORIES.items()))
    assert dateline("load", file).status == 0
    return tmp_path / "data"


def faults(ran: Ran) -> dict[str, str]:
    """The checks that found something, with what they found."""
    return {check["name"]: check["found"] for check in ran.document["checks"] if not check["healthy"]}


def loaded(dateline: Dateline) -> set[str]:
    return {article["id"] for article in dateline("articles", "list", "--json").document}


def answers(dateline: Dateline) -> bool:
    """Whether a question is answered from the article that answers it."""
    answer = dateline("ask", "Why did the ferry to Norwick stop?", "--json").document
    return [one["article_id"] for one in answer["citations"]][:1] == ["ferry"]


# doctor


def test_a_healthy_folder_is_called_so(dateline: Dateline, data: Path) -> None:
    ran = dateline("doctor", "--json")
    assert ran.status == 0
    assert ran.document["healthy"] is True
    found = {check["name"]: check["found"] for check in ran.document["checks"]}
    assert found["archive"] == "3 articles, whole"
    assert found["word index"] == found["vector index"] == "3 passages, whole"


def test_a_folder_without_articles_is_told(dateline: Dateline, tmp_path: Path) -> None:
    ran = dateline("doctor")
    assert ran.status == 1
    assert "dateline load" in ran.out
    assert not (tmp_path / "data").exists(), "looking changes nothing"


def no_vectors(data: Path) -> None:
    shutil.rmtree(data / "index-1" / "chroma")


def cut_words(data: Path) -> None:
    for file in (data / "index-1" / "words").glob("*.term"):
        file.write_bytes(file.read_bytes()[:-1])


def broken_database(data: Path) -> None:
    file = data / "index-1" / "chroma" / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 50_000)


@pytest.mark.parametrize(
    ("damage", "name"), [(no_vectors, "vector index"), (cut_words, "word index"), (broken_database, "vector index")]
)
def test_a_broken_index_is_found_and_the_next_question_heals_it_and_says_so(
    dateline: Dateline, data: Path, damage: Callable[[Path], None], name: str
) -> None:
    damage(data)
    ran = dateline("doctor", "--json")
    assert ran.status == 1
    assert set(faults(ran)) == {name}
    asked = dateline("ask", "Why did the ferry to Norwick stop?")
    assert asked.status == 0
    assert [line for line in asked.err.splitlines() if "Healing" in line and "index" in line]
    assert dateline("doctor").status == 0
    assert answers(dateline)


def test_a_broken_archive_is_found(dateline: Dateline, data: Path) -> None:
    for left in data.glob("archive.sqlite3-*"):
        left.unlink()
    file = data / "archive.sqlite3"
    file.write_bytes(file.read_bytes()[:8192] + b"\xff" * (file.stat().st_size - 8192))
    ran = dateline("doctor", "--json")
    assert ran.status == 1
    assert "archive" in faults(ran)


def test_settings_that_do_not_fit_the_folder_are_found(
    dateline: Dateline, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_PASSAGE_WORDS", "40")
    ran = dateline("doctor", "--json")
    assert "DATELINE_PASSAGE_WORDS is 40" in faults(ran)["passages and model"]
    assert dateline("reindex").status == 0
    assert dateline("doctor").status == 0
    assert answers(dateline)
    monkeypatch.setenv("DATELINE_PASAGE_WORDS", "40")
    ran = dateline("doctor", "--json")
    assert ran.status == 1
    assert "did you mean DATELINE_PASSAGE_WORDS" in faults(ran)["settings"]


def test_a_model_that_is_not_whole_is_found(
    dateline: Dateline, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "empty"))
    ran = dateline("doctor", "--json")
    assert "dateline setup" in faults(ran)["embedding model"]


# backup and restore


def test_a_backup_brings_everything_back(dateline: Dateline, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "saved.backup"
    assert dateline("backup", file, "--json").document["articles"] == 3
    dateline("articles", "remove", "ferry")
    assert not answers(dateline)
    restored = dateline("restore", file)
    assert restored.status == 0
    assert loaded(dateline) == set(STORIES)
    assert answers(dateline)
    assert dateline("doctor").status == 0
    (kept,) = data.glob("replaced-*.backup")
    assert str(kept) in restored.err
    dateline("restore", kept)
    assert loaded(dateline) == {"mayor", "storm"}, "what a restore replaced is not lost"


def test_a_backup_is_restored_into_a_new_folder_without_embedding(
    dateline: Dateline, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "saved.backup"
    dateline("backup", file)
    dateline("backup", file)  # again, over the first
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "new"))
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "no-model"))
    assert dateline("restore", file).status == 0
    assert loaded(dateline) == set(STORIES)


def test_a_backup_is_consistent_while_another_process_loads(
    dateline: Dateline, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text("".join(json.dumps({"id": f"m{n}", "text": f"Item {n} was sold."}) + "\n" for n in range(300)))
    environment = {**os.environ, "DATELINE_DATA": str(data)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "load", str(more)], env=environment, stderr=subprocess.DEVNULL
    ) as process:
        counts = []
        while process.poll() is None:
            counts.append(dateline("backup", tmp_path / f"{len(counts)}.backup", "--json").document["articles"])
        assert process.returncode == 0
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "new"))
    assert dateline("restore", tmp_path / f"{len(counts) // 2}.backup").status == 0
    assert dateline("doctor").status == 0
    assert set(STORIES) <= loaded(dateline)


def test_a_broken_archive_is_replaced_and_kept(dateline: Dateline, data: Path, tmp_path: Path) -> None:
    dateline("backup", tmp_path / "saved.backup")
    for left in data.glob("archive.sqlite3-*"):
        left.unlink()
    (data / "archive.sqlite3").write_bytes(b"Dear reader, " * 500)
    assert dateline("restore", tmp_path / "saved.backup").status == 0
    assert answers(dateline)
    (kept,) = data.glob("replaced-*.damaged")
    assert kept.read_bytes().startswith(b"Dear reader")


def not_there(file: Path) -> None:
    file.unlink()


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-400])


def no_backup(file: Path) -> None:
    file.write_text("Dear reader")


def other_archive(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        manifest = packed.read("dateline-backup.json")
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("dateline-backup.json", manifest)
        packed.writestr("archive.sqlite3", b"SQLite format 3\0 but another one")


def no_manifest(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("archive.sqlite3", b"")


@pytest.mark.parametrize("spoil", [not_there, cut_off, no_backup, other_archive, no_manifest])
def test_a_spoilt_backup_changes_nothing(
    dateline: Dateline, data: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "saved.backup"
    dateline("backup", file)
    dateline("articles", "remove", "storm")
    spoil(file)
    ran = dateline("restore", file)
    assert ran.status == 1
    assert str(file) in ran.err
    assert len(ran.err.splitlines()) == 1
    assert loaded(dateline) == {"ferry", "mayor"}
    assert answers(dateline)


def test_a_backup_does_not_replace_another_file(dateline: Dateline, data: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    ran = dateline("backup", tmp_path / "letter.txt")
    assert ran.status == 1
    assert "name another file" in ran.err
    assert (tmp_path / "letter.txt").read_text() == "Dear reader"
    assert dateline("backup", tmp_path / "nowhere" / "x.backup").status == 1


# Earlier layouts


@pytest.mark.parametrize("backup", sorted(LAYOUTS.glob("*.backup")), ids=lambda file: file.stem)
def test_every_earlier_layout_is_brought_up_to_date(dateline: Dateline, backup: Path) -> None:
    assert dateline("restore", backup).status == 0
    assert loaded(dateline) - {"reprint"} == {"bank", "boats"}
    assert dateline("doctor").status == 0
    assert "Two boats" in dateline("articles", "show", "boats", "--version", "1").out
    answer = dateline("ask", "Why did the bank cut its policy rate?", "--json").document
    assert answer["citations"][0]["article_id"] == "bank"
    also = [one["article_id"] for one in answer["citations"][0]["also_carried_by"]]
    assert also == (["reprint"] if "reprint" in loaded(dateline) else [])
    day = {"1": "2025-11-13"}.get(backup.stem, "2025-11-11")  # the one that its words say
    dated = dateline("ask", "Why did the bank cut its policy rate?", "--since", day, "--until", day, "--json").document
    assert dated["citations"][0]["article_id"] == "bank"


def test_an_archive_of_a_later_layout_is_left_alone(dateline: Dateline, data: Path) -> None:
    with closing(sqlite3.connect(data / "archive.sqlite3")) as db:
        db.execute("PRAGMA user_version = 99")
    ran = dateline("ask", "Why did the ferry stop?")
    assert ran.status == 1
    assert "later Dateline" in ran.err


# reindex


def test_reindex_says_what_it_did(dateline: Dateline, data: Path) -> None:
    ran = dateline("reindex", "--json")
    assert ran.status == 0
    assert ran.document["passages"] == 3
    assert answers(dateline)
    assert [path.name for path in data.glob("index-*")] == ["index-2"]
