"""The benchmark of follow-ups: what it counts."""

import json
from pathlib import Path

import pytest
from benchmarks.rewriting import Rewritten, f1, main, searched


def test_only_questions_that_follow_another_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = {"history": [], "utterance": "who is Ada Okafor?", "human_rewrite": "who is Ada Okafor?"}
    then = {"history": ["who is Ada Okafor?"], "utterance": "is she rich?", "human_rewrite": "is Ada Okafor rich?"}
    file = tmp_path / "turns.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in (first, then)))
    main([str(file), "--json", str(tmp_path / "out.json")])
    assert "turns (1)" in capsys.readouterr().out
    figures = json.loads((tmp_path / "out.json").read_text())
    assert figures["the question alone"]["turns"] == pytest.approx(2 * 2 / 7)
    assert figures["with the one before"]["turns"] == pytest.approx(2 * 4 / 11)
    assert figures["as it is searched"]["turns"] > figures["the question alone"]["turns"]


def test_the_right_question_has_all() -> None:
    one = Rewritten(("who is Ada Okafor?",), *["when did Oslo open the harbour?"] * 2)
    assert f1([one], searched) == 1
