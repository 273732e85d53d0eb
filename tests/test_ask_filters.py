"""`ask` with its filters, as it is typed; and a question set that says when it is asked."""

import json
from pathlib import Path

import pytest
from conftest import Dateline

FIRST = {"id": "ferry", "url": "https://tide.example/ferry", "source": "The Tide", "published": "2025-11-03"}


@pytest.fixture
def loaded(dateline: Dateline, tmp_path: Path) -> Dateline:
    """Two versions of one article, the later one modified on the 6th."""
    for text, modified in (
        ("The ferry to Norwick stopped on Monday after its engine failed.", None),
        ("The ferry to Norwick stopped on Monday after it hit a whale, the harbour master said.", "2025-11-06"),
    ):
        (tmp_path / "ferry.jsonl").write_text(json.dumps({**FIRST, "text": text, "modified": modified}))
        assert dateline("load", tmp_path / "ferry.jsonl").status == 0
    return dateline


def test_as_of_answers_from_the_version_of_that_day(loaded: Dateline) -> None:
    asked = ("ask", "Why did the ferry to Norwick stop?", "--json")
    assert "whale" in loaded(*asked).document["answer"]
    then = loaded(*asked, "--as-of", "2025-11-05").document
    assert "engine" in then["answer"]
    assert "whale" not in json.dumps(then)
    assert then["citations"][0]["version"] == 1
    assert then["search"]["as_of"] == "2025-11-05"
    assert loaded(*asked, "--as-of", "2025-11-02").document["status"] == "declined"
    assert "whale" in loaded(*asked, "--as-of", "2025-11-06T12:00:00Z").document["answer"]


def test_filters_are_shown_and_kept(loaded: Dateline) -> None:
    asked = ("ask", "Why did the ferry to Norwick stop?", "--json")
    inside = loaded(*asked, "--since", "2025-11-01", "--until", "2025-11-04", "--outlet", "The Tide").document
    assert inside["status"] == "answered"
    assert {**inside["search"], "query": ""} == {
        "query": "",
        "since": "2025-11-01",
        "until": "2025-11-04",
        "outlets": ["The Tide"],
        "as_of": None,
        "latest": False,
        "broad": False,
        "asked": None,
    }
    outside = loaded(*asked, "--since", "2025-11-04").document
    assert outside["declined"]["kind"] == "outside_filter"
    assert outside["declined"]["nearest"][0]["article_id"] == "ferry"
    assert loaded(*asked, "--outlet", "The Gazette").document["declined"]["kind"] == "outside_filter"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("--since", "monday"), "not an ISO date"),
        (("--until", "2025-13-01"), "not an ISO date"),
        (("--as-of", "then"), "not an ISO date or date-time"),
        (("--since", "2025-11-02", "--until", "2025-11-01"), "swap them"),
    ],
)
def test_dates_that_are_none_are_told_in_one_line(loaded: Dateline, given: tuple[str, ...], why: str) -> None:
    ran = loaded("ask", "Why did the ferry stop?", *given)
    assert ran.status != 0
    assert why in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_question_set_says_when_it_is_asked(loaded: Dateline, tmp_path: Path) -> None:
    questions = tmp_path / "set.jsonl"
    row = {"question": "Why did the ferry to Norwick stop?"}
    rows = [{**row, "id": "then", "as_of": "2025-11-05"}, {**row, "id": "now"}]
    questions.write_text("".join(json.dumps(one) + "\n" for one in rows))
    assert loaded("evaluate", questions, "--out", tmp_path / "run").status == 0
    then, now = map(json.loads, (tmp_path / "run" / "results.jsonl").read_text().splitlines())
    assert (then["evidence"][0]["version"], now["evidence"][0]["version"]) == (1, 2)
