"""A load that is killed at any moment: what landed stays, and the next load ends as one that was never disturbed.

`DATELINE_TEST_KILLS` and `DATELINE_TEST_ARTICLES` make it longer than it is in CI.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.build import Program
from bot.settings import Settings
from vectorstore.finding.search import SearchRequest, search

KILLS = int(os.environ.get("DATELINE_TEST_KILLS", "4"))
ARTICLES = int(os.environ.get("DATELINE_TEST_ARTICLES", "80"))
PLACES = "harbour school bridge market library station museum theatre stadium airport".split()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Articles of several sentences, so that indexing takes its time."""
    file = tmp_path / "articles.jsonl"
    with file.open("w") as lines:
        for number in range(ARTICLES):
            place = PLACES[number % len(PLACES)]
            said = (
                f"Councillor {number}-{turn} said that the {place} would reopen in {turn + 2} weeks."
                for turn in range(14)
            )
            text = f"The {place} of district {number} was closed on Monday. " + " ".join(said)
            lines.write(json.dumps({"id": f"a{number}", "title": f"District {number}", "text": text}) + "\n")
    return file


def loading(articles: Path, data: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bot", "load", str(articles), "--data", str(data), "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_TEST_")}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )


def held(data: Path) -> dict[str, object]:
    """All that a reader could find: the articles, and what both indexes hold of them."""
    program = Program(Settings(data=data))
    store = program.store
    assert store.faults() == []
    state = store.ledger.state()
    there, _ = store.ledger.changes(state.edition, 0, state.generation) or ([], [])
    texts = {one.text_hash for one in store.ledger.indexed(there)}
    vector = store.embedder.embed_query("Which bridge was closed?")
    nearest = store.ledger.passages(store.nearest_vectors(vector, 5_000))
    asked = (f"What will reopen, says Councillor {number}-3?" for number in range(0, ARTICLES, 7))
    found = [search(store, SearchRequest(question), 1).evidence[0].passage.article_id for question in asked]
    store.close()
    return {
        "articles": {stored.article.id: stored.version for stored in store.archive.articles()},
        "passages": (len(there), texts),
        "vectors": {(passage.article_id, passage.start) for passage, _ in nearest.values()},
        "found": found,
    }


def test_a_load_that_is_killed_at_any_moment_loses_nothing(articles: Path, tmp_path: Path) -> None:
    undisturbed = loading(articles, tmp_path / "undisturbed")
    began = time.monotonic()
    _, errors = undisturbed.communicate(timeout=600)
    seconds = time.monotonic() - began
    assert undisturbed.returncode == 0, errors
    wanted = held(tmp_path / "undisturbed")

    chance = random.Random(7)
    moments = sorted(chance.uniform(0.3, seconds) for _ in range(KILLS))
    data, landed, killed = tmp_path / "killed", set[str](), 0
    for moment in moments:
        process = loading(articles, data)
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            killed += 1
        if (data / "archive.sqlite3").exists():
            now = {stored.article.id for stored in Program(Settings(data=data)).store.archive.articles()}
            assert landed <= now, "what had landed is still there"
            landed = now
    assert killed >= KILLS // 2

    last = loading(articles, data)
    report, errors = last.communicate(timeout=600)
    assert last.returncode == 0, errors
    assert json.loads(report)["failed"] == 0
    assert held(data) == wanted
