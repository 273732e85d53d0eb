"""`dateline evaluate`: a tiny question set over tiny articles, its document, its results and its refusals."""

import json
from pathlib import Path

import pytest
from conftest import Dateline

from bot.evaluation.metrics import MEANS

ARTICLES = (
    {
        "id": "ferry",
        "url": "https://fjord.example/ferry",
        "title": "Ferry to Stavanger stops",
        "text": "The ferry to Stavanger stopped running after its engine failed. About 300 people were brought ashore.",
    },
    {
        "id": "bakery",
        "title": "Bakery in Tromsø burns down",
        "text": "A bakery in Tromsø burned down. The baker, Kari Nes, said an oven had been left on.",
    },
)
QUESTIONS = (
    {
        "id": "q1",
        "question": "Why did the ferry to Stavanger stop running?",
        "answer": ["engine failed"],
        "evidence": [{"url": "http://fjord.example/ferry/?utm_source=x", "quote": "after its engine failed"}],
        "type": "why",
    },
    {"id": "q2", "question": "Which bakery burned down?", "evidence": [{"article_id": "bakery"}], "type": "which"},
    {"id": "q3", "question": "Who won the cricket match in Karachi?", "answerable": False},
)


@pytest.fixture
def loaded(dateline: Dateline, tmp_path: Path) -> Dateline:
    write(tmp_path / "articles.jsonl", ARTICLES)
    write(tmp_path / "set.jsonl", QUESTIONS)
    assert dateline("load", "articles.jsonl").status == 0
    return dateline


def write(path: Path, rows: object) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def results(document: dict[str, str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(document["results"]).read_text("utf-8").splitlines()]


def timeless(document: dict[str, object]) -> dict[str, object]:
    """A document without what differs from run to run."""
    left_out = ("timings_ms", "results", "latency_ms.")
    if isinstance(document, dict):
        return {key: timeless(value) for key, value in document.items() if not key.startswith(left_out)}
    return document


def test_a_run_reports_its_metrics_and_leaves_a_line_for_each_question(loaded: Dateline) -> None:
    ran = loaded("evaluate", "set.jsonl", "--out", "here/first", "--json")

    document = ran.document
    assert ran.status == 0
    assert {"set", "questions", "config", "metrics", "by_type", "results"} <= set(document)
    assert (document["set"], document["questions"]) == ("set.jsonl", 3)
    assert document["results"] == str(Path("here/first/results.jsonl"))
    assert set(document["by_type"]) == {"why", "which"}
    assert set(MEANS) <= set(document["metrics"])
    assert document["metrics"]["retrieval.hit@1"] == 1
    assert document["metrics"]["answer.contains"] == 1
    assert document["metrics"]["refusal.recall"] == 1
    lines = results(document)
    assert [line["id"] for line in lines] == ["q1", "q2", "q3"]
    answer = loaded("ask", QUESTIONS[0]["question"], "--json").document
    assert timeless(lines[0]) == timeless({"id": "q1", **answer, "scores": lines[0]["scores"]})
    assert lines[0]["scores"]["citations.gold_sentence"] == 1


def test_a_metric_without_gold_is_null(loaded: Dateline, tmp_path: Path) -> None:
    write(tmp_path / "bare.jsonl", [{"id": "1", "question": "Which bakery burned down?"}])

    metrics = loaded("evaluate", "bare.jsonl", "--json").document["metrics"]

    judged = {name for name, value in metrics.items() if value is not None}
    assert judged == {
        "refusal.answered",
        "answer.words",
        "latency_ms.p50",
        "latency_ms.p95",
        "latency_ms.first_sentence_p95",
    }


def test_two_runs_differ_in_their_times_only(loaded: Dateline) -> None:
    first = loaded("evaluate", "set.jsonl", "--out", "one", "--json").document
    second = loaded("evaluate", "set.jsonl", "--out", "two", "--json").document

    assert timeless(first) == timeless(second)
    assert [timeless(line) for line in results(first)] == [timeless(line) for line in results(second)]


def test_a_limit_takes_the_first_questions(loaded: Dateline) -> None:
    document = loaded("evaluate", "set.jsonl", "--limit", "2", "--json").document

    assert document["questions"] == 2
    assert [line["id"] for line in results(document)] == ["q1", "q2"]


def test_in_words_it_lists_the_metrics_that_apply(loaded: Dateline) -> None:
    ran = loaded("evaluate", "set.jsonl")

    assert ran.out.startswith("3 questions of set.jsonl\n")
    assert "retrieval.hit@1" in ran.out
    assert "rewrite.f1" not in ran.out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"id": "1", "question": "Who?"}\n{"id": "2"}\n', "set.jsonl, line 2: question"),
        (b'{"id": "1", "question": "Who?"}\n\n{oops\n', "set.jsonl, line 3: is not JSON"),
        (b'{"id": "1", "question": "Who?"}\n{"id": "1", "question": "Who?"}\n', "set.jsonl, line 2: id: '1' stands on"),
        (b"", "set.jsonl: holds no question"),
        (None, "set.jsonl: cannot be read (No such file or directory)"),
    ],
)
def test_a_broken_set_stops_the_run_before_it_starts(
    dateline: Dateline, tmp_path: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / "set.jsonl").write_bytes(content)

    ran = dateline("evaluate", "set.jsonl", "--out", "out", "--json")

    assert (ran.status, ran.document["error"]["kind"], len(ran.err.splitlines())) == (2, "question_set", 1)
    assert told in ran.document["error"]["message"]
    assert not (tmp_path / "out").exists()


def test_a_question_that_cannot_be_asked_stops_the_run_too(loaded: Dateline, tmp_path: Path) -> None:
    write(tmp_path / "set.jsonl", [*QUESTIONS, {"id": "long", "question": "x" * 3_000}])

    ran = loaded("evaluate", "set.jsonl", "--out", "out")

    assert (ran.status, ran.err) == (2, "dateline: long: The question is longer than 2,000 characters.\n")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [(["--limit", "0"], "--limit must be 1 or more"), (["--limit", "few"], "invalid int value: 'few'")],
)
def test_wrong_use_is_one_line(dateline: Dateline, typed: list[str], told: str) -> None:
    ran = dateline("evaluate", "set.jsonl", *typed)

    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert told in ran.err


def test_a_run_is_held_against_an_earlier_one(loaded: Dateline, tmp_path: Path) -> None:
    assert loaded("evaluate", "set.jsonl", "--out", "first").status == 0
    again = loaded("evaluate", "set.jsonl", "--out", "second", "--baseline", "first", "--json")
    assert again.status == 0
    assert again.document["baseline"]["regressions"] == []
    assert again.document["baseline"]["differences"]["refusal.answered"]["mean"] == 0

    # A bad change: the first run is made to have scored better on every question.
    lines = (tmp_path / "first" / "results.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    better = [{**row, "scores": {metric: value + 1 for metric, value in row["scores"].items()}} for row in rows]
    write(tmp_path / "first" / "results.jsonl", better)
    worse = loaded("evaluate", "set.jsonl", "--out", "third", "--baseline", "first")
    assert worse.status == 1
    assert "worse" in worse.out

    write(tmp_path / "more.jsonl", [{"id": "ferry2", "text": "Another ferry runs to Stavanger from today on."}])
    assert loaded("load", "more.jsonl").status == 0
    other = loaded("evaluate", "set.jsonl", "--out", "fourth", "--baseline", "second")
    assert other.status == 3
    assert "different articles" in other.err
    assert loaded("evaluate", "set.jsonl", "--baseline", "nowhere").status == 3
