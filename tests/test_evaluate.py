"""`dateline evaluate`: a tiny question set over tiny articles, its document, its results and its refusals."""

import json
import re
from pathlib import Path

import pytest
from conftest import Dateline
from filelock import FileLock

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
    added = ("id", "scores", "type", "history", "gold", "failed_expectations")
    assert timeless(lines[0]) == timeless({**answer, **{field: lines[0][field] for field in added}})
    assert (lines[0]["type"], lines[0]["history"], lines[0]["gold"]) == ("why", [], QUESTIONS[0])
    assert lines[0]["scores"]["citations.gold_sentence"] == 1
    assert document["intervals"]["retrieval.hit@1"] == {"n": 2, "low": 1.0, "high": 1.0}
    assert document["intervals"]["rewrite.f1"] == {"n": 0, "low": None, "high": None}
    assert document["intervals_by_type"]["why"]["retrieval.hit@1"]["n"] == 1


def test_a_metric_without_gold_is_null(loaded: Dateline, tmp_path: Path) -> None:
    write(tmp_path / "bare.jsonl", [{"id": "1", "question": "Which bakery burned down?"}])

    metrics = loaded("evaluate", "bare.jsonl", "--json").document["metrics"]

    judged = {name for name, value in metrics.items() if value is not None}
    assert judged == {
        "refusal.answered",
        "citations.recall",
        "citations.precision",
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

    assert (ran.status, ran.err) == (
        2,
        "dateline: set.jsonl, line 4: question: The question is longer than 2,000 characters.\n",
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--limit", "0"], "--limit must be 1 or more"),
        (["--jobs", "0"], "--jobs must be 1 or more"),
        (["--limit", "few"], "invalid int value: 'few'"),
        (["--out", "x", "--baseline", "./x"], "--out and --baseline name the same folder"),
        (["--markdown", "nowhere/table.md"], "--markdown nowhere/table.md cannot be written"),
        (["--html", "."], "--html . cannot be written"),
    ],
)
def test_wrong_use_is_one_line(dateline: Dateline, typed: list[str], told: str) -> None:
    ran = dateline("evaluate", "set.jsonl", *typed)

    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert told in ran.err


def made_better(run: Path) -> None:
    """Make an earlier run one that scored better on every question, so that the next one is worse."""
    rows = [json.loads(line) for line in (run / "results.jsonl").read_text("utf-8").splitlines()]
    better = [{**row, "scores": {metric: value + 1 for metric, value in row["scores"].items()}} for row in rows]
    write(run / "results.jsonl", better)


def test_a_run_is_held_against_an_earlier_one(loaded: Dateline, tmp_path: Path) -> None:
    assert loaded("evaluate", "set.jsonl", "--out", "first").status == 0
    again = loaded("evaluate", "set.jsonl", "--out", "second", "--baseline", "first", "--json")
    assert again.status == 0
    assert again.document["baseline"]["regressions"] == []
    assert again.document["baseline"]["differences"]["refusal.answered"]["mean"] == 0
    assert again.document["baseline"]["changed"] == []

    made_better(tmp_path / "first")
    worse = loaded("evaluate", "set.jsonl", "--out", "third", "--baseline", "first", "--json")
    assert worse.status == 1
    baseline = worse.document["baseline"]
    assert "retrieval.hit@1" in baseline["regressions"]
    assert baseline["by_type"]["why"]["retrieval.hit@1"]["worse"] == 1
    assert {one["id"] for one in baseline["changed"]} == {"q1", "q2", "q3"}
    assert all(one["change"] < 0 for one in baseline["changed"])


def test_what_changed_most_for_the_worse_comes_first(loaded: Dateline, tmp_path: Path) -> None:
    assert loaded("evaluate", "set.jsonl", "--out", "first").status == 0
    rows = [json.loads(line) for line in (tmp_path / "first" / "results.jsonl").read_text("utf-8").splitlines()]
    for row, added in zip(rows, (0.25, 0.5, -0.5), strict=True):
        row["scores"] = {metric: value + added for metric, value in row["scores"].items()}
    write(tmp_path / "first" / "results.jsonl", rows)

    changed = loaded("evaluate", "set.jsonl", "--baseline", "first", "--json").document["baseline"]["changed"]

    by_question = {one["id"]: one["change"] for one in changed}
    assert list(by_question.items()) == [
        ("q2", pytest.approx(-0.5)), ("q1", pytest.approx(-0.25)), ("q3", pytest.approx(0.5))
    ]  # fmt: skip
    (hit,) = (one for one in changed if (one["id"], one["metric"]) == ("q2", "retrieval.hit@1"))
    assert (hit["before"], hit["after"], hit["question"], hit["type"]) == (1.5, 1, "Which bakery burned down?", "which")


def test_other_articles_or_other_questions_cannot_be_compared(loaded: Dateline, tmp_path: Path) -> None:
    assert loaded("evaluate", "set.jsonl", "--out", "first").status == 0
    write(tmp_path / "other.jsonl", [*QUESTIONS[:2], {**QUESTIONS[2], "answerable": True}])
    for typed in (["other.jsonl"], ["set.jsonl", "--limit", "2"]):
        other = loaded("evaluate", *typed, "--out", "other", "--baseline", "first", "--json")
        assert (other.status, other.document["error"]["kind"]) == (3, "not_comparable")
        assert "different question sets" in other.err
    assert "different histories" in loaded("evaluate", "set.jsonl", "--replay", "--baseline", "first").err

    write(tmp_path / "more.jsonl", [{"id": "ferry2", "text": "Another ferry runs to Stavanger from today on."}])
    assert loaded("load", "more.jsonl").status == 0
    other = loaded("evaluate", "set.jsonl", "--out", "fourth", "--baseline", "first")
    assert other.status == 3
    assert "different articles" in other.err
    assert not (tmp_path / "fourth").exists()
    assert loaded("evaluate", "set.jsonl", "--baseline", "nowhere").status == 3


def test_a_gate_decides(loaded: Dateline, tmp_path: Path) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text('[floors]\n"retrieval.hit@1" = 0.9\nanswer.contains = 1\n[ceilings]\nanswer.words = 500\n')
    passed = loaded("evaluate", "set.jsonl", "--gate", gate, "--json")
    assert (passed.status, passed.document["gate"]) == (0, {"file": str(gate), "passed": True, "broken": []})

    gate.write_text('[floors]\n"retrieval.hit@1" = 1.1\n"rewrite.f1" = 0.1\n[ceilings]\nanswer.words = 1\n')
    failed = loaded("evaluate", "set.jsonl", "--gate", gate)
    assert failed.status == 1
    assert "Gate broken: retrieval.hit@1 is 1, below its floor 1.1." in failed.out
    assert "Gate broken: rewrite.f1 has no value in this run" in failed.out
    assert "Gate broken: answer.words is " in failed.out


def test_a_drop_that_the_gate_allows_is_no_regression(loaded: Dateline, tmp_path: Path) -> None:
    assert loaded("evaluate", "set.jsonl", "--out", "first").status == 0
    made_better(tmp_path / "first")
    gate = tmp_path / "gate.toml"
    gate.write_text("[drops]\n" + "".join(f'"{metric}" = 1.0\n' for metric in WITH_GOLD))
    allowed = loaded("evaluate", "set.jsonl", "--baseline", "first", "--gate", gate, "--json")
    assert (allowed.status, allowed.document["baseline"]["regressions"]) == (0, [])

    gate.write_text("".join(f"{line}\n" for line in ("[drops]", '"retrieval.hit@1" = 0.5')))
    fallen = loaded("evaluate", "set.jsonl", "--baseline", "first", "--gate", gate, "--json")
    assert fallen.status == 1
    assert fallen.document["gate"]["broken"] == ["retrieval.hit@1 fell from 2 to 1, by more than 0.5"]
    assert "retrieval.hit@1" not in fallen.document["baseline"]["regressions"]
    assert "retrieval.hit@5" in fallen.document["baseline"]["regressions"]

    assert "name the run they are measured from with --baseline" in loaded("evaluate", "set.jsonl", "--gate", gate).err


WITH_GOLD = {
    "citations.recall",
    "citations.precision",
    *(metric for metric in MEANS if metric.startswith("retrieval.")),
    "answer.contains",
    "answer.coverage",
    "answer.f1",
    "answer.exact",
    "citations.gold_article",
    "citations.gold_sentence",
    "refusal.recall",
    "refusal.answered",
}


def test_a_variant_is_run_beside_the_default(loaded: Dateline, tmp_path: Path) -> None:
    ran = loaded("evaluate", "set.jsonl", "--out", "here", "--variant", "model=extractive", "threads=1", "--json")

    assert ran.status == 0
    (variant,) = ran.document["variants"]
    assert variant["variant"] == "model=extractive threads=1"
    assert variant["config"]["settings"]["model"] == "extractive"
    assert ran.document["config"]["settings"]["model"] is None
    assert variant["comparison"]["run"] == "here"
    assert variant["comparison"]["regressions"] == []
    assert timeless(results(variant)[0]) == timeless(results(ran.document)[0])
    assert Path(variant["results"]).parent.parent == Path("here/variants")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["modell=x"], "DATELINE_MODELL is not a setting; did you mean DATELINE_MODEL?"),
        (["threads=many"], "DATELINE_THREADS='many' does not fit"),
        (["model"], "is not KEY=VALUE"),
        (["MODEL=x"], "is not KEY=VALUE with a setting in lower case"),
        (["model=x", "model=y"], "gives model twice"),
        (["passage_words=80"], "counts when articles are loaded"),
    ],
)
def test_a_variant_is_checked_like_the_environment(
    loaded: Dateline, tmp_path: Path, typed: list[str], told: str
) -> None:
    ran = loaded("evaluate", "set.jsonl", "--out", "here", "--variant", *typed)

    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert told in ran.err
    assert not (tmp_path / "here").exists()


def test_a_variant_over_other_articles_is_not_comparable(loaded: Dateline, tmp_path: Path) -> None:
    write(tmp_path / "more.jsonl", [ARTICLES[0]])
    assert loaded("load", "--data", "elsewhere", "more.jsonl").status == 0
    ran = loaded("evaluate", "set.jsonl", "--out", "here", "--variant", "data=elsewhere")
    assert ran.status == 3
    assert "different articles: the variant data=elsewhere cannot be compared" in ran.err


CONVERSATION = (
    {"id": "c1", "question": "Which bakery burned down?", "conversation": "c", "turn": 1, "answer": ["In Tromsø"]},
    {"id": "c2", "question": "Who is its baker?", "conversation": "c", "turn": 2, "standalone": "Who is the baker?"},
    {"id": "c3", "question": "And what was left on?", "conversation": "c", "turn": 3},
)


def test_without_replay_a_conversation_goes_on_from_the_set_s_answers(loaded: Dateline, tmp_path: Path) -> None:
    write(tmp_path / "talk.jsonl", [CONVERSATION[2], *CONVERSATION[:2]])
    lines = {line["id"]: line for line in results(loaded("evaluate", "talk.jsonl", "--json").document)}
    assert [turn["content"] for turn in lines["c3"]["history"]] == [
        "Which bakery burned down?", "In Tromsø", "Who is its baker?"
    ]  # fmt: skip
    assert "rewrite.f1" in lines["c2"]["scores"]


def test_replayed_a_conversation_goes_on_from_the_bot_s_own_answers(loaded: Dateline, tmp_path: Path) -> None:
    write(tmp_path / "talk.jsonl", CONVERSATION)
    lines = results(loaded("evaluate", "talk.jsonl", "--replay", "--json").document)
    first = " ".join(sentence["text"] for sentence in lines[0]["sentences"])
    assert "bakery" in first
    assert lines[1]["history"] == [
        {"role": "user", "content": "Which bakery burned down?"}, {"role": "assistant", "content": first}
    ]  # fmt: skip
    assert len(lines[2]["history"]) == 4


def test_a_run_that_broke_off_goes_on_where_it_stopped(loaded: Dateline, tmp_path: Path) -> None:
    whole = loaded("evaluate", "set.jsonl", "--out", "here", "--json").document
    lines = (tmp_path / "here/results.jsonl").read_bytes().splitlines(keepends=True)
    # As kill -9 leaves it: one line is written, of the next one a part.
    run = json.loads((tmp_path / "here/run.json").read_text("utf-8"))
    (tmp_path / "here/run.json").unlink()
    (tmp_path / "here/results.jsonl").unlink()
    (tmp_path / "here/begun.json").write_text(json.dumps(run["config"]))
    marked = json.loads(lines[0]) | {"notice": "asked before it broke off"}
    (tmp_path / "here/results.jsonl.part").write_bytes(json.dumps(marked).encode() + b"\n" + lines[1][:40])

    again = loaded("evaluate", "set.jsonl", "--out", "here", "--json").document

    assert results(again)[0]["notice"] == "asked before it broke off"
    assert [timeless(line) for line in results(again)[1:]] == [timeless(json.loads(line)) for line in lines[1:]]
    assert timeless(again) == timeless(whole)
    assert sorted(file.name for file in (tmp_path / "here").iterdir()) == ["results.jsonl", "run.json", "run.lock"]


def test_a_run_that_broke_off_goes_on_only_with_the_same_settings(loaded: Dateline, tmp_path: Path) -> None:
    loaded("evaluate", "set.jsonl", "--out", "here")
    config = json.loads((tmp_path / "here/run.json").read_text("utf-8"))["config"]
    (tmp_path / "here/begun.json").write_text(json.dumps({**config, "set": "other", "replay": True}))
    ran = loaded("evaluate", "set.jsonl", "--out", "here")
    assert (ran.status, len(ran.err.splitlines())) == (2, 1)
    assert "was begun with other set, replay: name another folder with --out, or delete begun.json there" in ran.err
    assert (tmp_path / "here/results.jsonl").exists()


def test_a_folder_takes_one_run_at_a_time(loaded: Dateline, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    with FileLock(tmp_path / "here/run.lock"):
        ran = loaded("evaluate", "set.jsonl", "--out", "here")
    assert (ran.status, "another run is writing to here" in ran.err) == (2, True)


def test_several_at_a_time_find_the_same(loaded: Dateline) -> None:
    one = loaded("evaluate", "set.jsonl", "--out", "one", "--json").document
    many = loaded("evaluate", "set.jsonl", "--out", "many", "--jobs", "3", "--json").document
    assert timeless(one) == timeless(many)
    assert [timeless(line) for line in results(one)] == [timeless(line) for line in results(many)]


def test_the_extractive_engine_s_runs_are_the_same_to_the_byte_but_for_times(loaded: Dateline) -> None:
    texts = []
    for out in ("one", "two"):
        loaded("evaluate", "set.jsonl", "--out", out)
        text = Path(out, "results.jsonl").read_text("utf-8")
        text = re.sub(r'"timings_ms": \{[^}]*\}', "", text)
        texts.append(re.sub(r'"latency_ms\.\w+": [\d.]+', "", text))
    assert texts[0] == texts[1]
    assert "first_sentence" not in texts[0]


def test_expectations_are_named_where_they_fail(loaded: Dateline, tmp_path: Path) -> None:
    asked = QUESTIONS[0]["question"]
    kept = {"must_contain": ["engine|motor"], "must_cite": ["http://fjord.example/ferry/"], "must_decline": False}
    missed = {"must_contain": ["the weather"], "must_not_contain": ["engine"], "must_cite": ["bakery"]}
    rows = [{"id": "kept", "question": asked, **kept}, {"id": "missed", "question": asked, **missed}]
    write(tmp_path / "demands.jsonl", [*rows, {"id": "none", "question": asked}])

    document = loaded("evaluate", "demands.jsonl", "--json").document

    assert document["metrics"]["expectations"] == 0.5
    assert [line["failed_expectations"] for line in results(document)] == [
        [], ["must_contain: the weather", "must_not_contain: engine", "must_cite: bakery"], []
    ]  # fmt: skip


def test_a_check_names_every_fault(dateline: Dateline, tmp_path: Path) -> None:
    (tmp_path / "set.csv").write_text("id,question,answerable,anwser\na,,maybe,x\na,Who?,no,\na,Who?,,\n")
    ran = dateline("evaluate", "--check", "set.csv")
    assert ran.status == 2
    assert ran.out.splitlines() == [
        "set.csv, line 2: answerable: is neither true nor false",
        "set.csv, line 2: question: Field required",
        "set.csv, line 4: id: 'a' stands on line 3 already",
        "set.csv: the field 'anwser' is ignored; did you mean 'answer'?",
        "2 questions could be read, 3 faults",
    ]
    document = dateline("evaluate", "--check", "set.csv", "--json").document
    assert document["faults"][0] == {"line": 2, "field": "answerable", "fault": "is neither true nor false"}
    write(tmp_path / "set.jsonl", QUESTIONS)
    good = dateline("evaluate", "set.jsonl", "--check", "--json")
    assert (good.status, good.document["faults"], good.document["questions"]) == (0, [], 3)


def test_tables_for_a_pull_request(loaded: Dateline, tmp_path: Path) -> None:
    write(
        tmp_path / "odd.jsonl", [*QUESTIONS, {"id": "a|b", "question": "Which *bakery*\n| burned @down?", "type": "|"}]
    )
    assert loaded("evaluate", "odd.jsonl", "--out", "first").status == 0
    made_better(tmp_path / "first")
    assert loaded("evaluate", "odd.jsonl", "--baseline", "first", "--markdown", "table.md").status == 1

    text = (tmp_path / "table.md").read_text("utf-8")
    assert text.startswith("## 4 questions of odd.jsonl\n")
    assert "**Worse than first: retrieval.hit@1," in text
    assert "| retrieval.hit@1 | 1.000 | 1.000 – 1.000 | 2 |" in text
    assert "Which \\*bakery\\* \\| burned @\u200bdown?" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(row.endswith(" |") for row in rows)


def test_a_page_to_read_the_run_in(loaded: Dateline, tmp_path: Path) -> None:
    assert loaded("evaluate", "set.jsonl", "--out", "first").status == 0
    made_better(tmp_path / "first")
    assert loaded("evaluate", "set.jsonl", "--baseline", "first", "--html", "report.html").status == 1

    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert all(question["question"] in page for question in QUESTIONS)
    assert "retrieval.hit@1" in page
