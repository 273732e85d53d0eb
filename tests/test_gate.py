"""Gates: what a file may say, and when a limit does not hold."""

from pathlib import Path

import pytest

from bot.evaluation.gate import Gate, GateError, broken, read_gate

VALUES = {"answer.contains": 0.68, "refusal.f1": None, "latency_ms.p95": 250.0}


def write(folder: Path, text: str) -> Path:
    path = folder / "gate.toml"
    path.write_text(text, "utf-8")
    return path


def test_all_limits_are_read_with_and_without_quotes(tmp_path: Path) -> None:
    text = '[floors]\n"retrieval.hit@1" = 0.6\nanswer.contains = 1\n[drops]\n[ceilings]\nlatency_ms.p95 = 2e3\n'
    assert read_gate(write(tmp_path, text)) == Gate(
        {"retrieval.hit@1": 0.6, "answer.contains": 1}, {"latency_ms.p95": 2000.0}, {}
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[floors\n", "is not TOML"),
        ("", "it sets no limit"),
        ("[floors]\n", "it sets no limit"),
        ("[floor]\nx = 1\n", "'floor' is none of the tables"),
        ("floors = 1\n", "[floors] is not a table"),
        ("[floors]\nanswer.contain = 1\n", "'answer.contain' is not a metric (perhaps 'answer.contains' is meant)"),
        ("[floors]\nanswer.contains = true\n", "the limit of answer.contains is not a number"),
        ('[floors]\nanswer.contains = "0.5"\n', "the limit of answer.contains is not a number"),
        ("[floors]\nanswer.contains = nan\n", "the limit of answer.contains is not a number"),
        ("[drops]\nanswer.contains = -0.1\n", "the drop of answer.contains is below 0"),
    ],
)
def test_what_is_wrong_with_a_gate_is_said(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(GateError) as caught:
        read_gate(write(tmp_path, text))
    assert complaint in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_gate_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"cannot be read \(No such file or directory\)\.$"):
        read_gate(tmp_path / "none.toml")


def test_limits_hold_at_their_very_value() -> None:
    gate = Gate({"answer.contains": 0.68}, {"latency_ms.p95": 250}, {"answer.contains": 0.02})
    assert broken(gate, VALUES, {"answer.contains": 0.70}) == []  # 0.70 - 0.68 is 0.02 and a hair


def test_each_broken_limit_is_said() -> None:
    gate = Gate({"answer.contains": 0.7, "refusal.f1": 0.1}, {"latency_ms.p95": 200}, {"answer.contains": 0.02})
    assert broken(gate, VALUES, {"answer.contains": 0.75}) == [
        "answer.contains is 0.68, below its floor 0.7",
        "refusal.f1 has no value in this run, so not its floor 0.1",
        "latency_ms.p95 is 250, above its ceiling 200",
        "answer.contains fell from 0.75 to 0.68, by more than 0.02",
    ]


def test_a_drop_needs_both_values() -> None:
    gate = Gate(drops={"answer.contains": 1, "refusal.f1": 1})
    assert broken(gate, VALUES, {"answer.contains": None, "refusal.f1": 0.5}) == [
        "answer.contains has no value in the baseline to measure its drop by",
        "refusal.f1 has no value in this run to measure its drop by",
    ]
