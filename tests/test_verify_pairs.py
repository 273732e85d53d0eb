"""`dateline verify`: what it reads, what it prints, and how it names every line at fault."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.verify.pairs import Pair, PairsError, read_pairs

GOOD = {"id": "a", "claim": "Repairs cost 3 kroner.", "passage": "Repairs cost 3 kroner.", "published": "2025-03-14"}


def write(folder: Path, *lines: str | dict[str, Any]) -> Path:
    path = folder / "pairs.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out, err


def test_the_command_gives_one_verdict_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**GOOD, "id": "b", "claim": "Repairs cost 5 kroner."}
    code, out, err = run(capsys, "verify", str(write(tmp_path, GOOD, "", wrong)), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [
        {"id": "a", "supported": True, "reasons": []},
        {
            "id": "b",
            "supported": False,
            "reasons": [{"kind": "number", "claim_text": "5 kroner", "passage_text": "3 kroner"}],
        },
    ]


def test_without_json_it_says_the_same_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {**GOOD, "id": "b", "claim": "Repairs cost 5 kroner."}
    _, out, _ = run(capsys, "verify", str(write(tmp_path, GOOD, wrong)))
    assert out.splitlines() == [
        "a: supported",
        "b: not supported; number: “5 kroner” (the passage has “3 kroner”)",
    ]


def test_every_line_at_fault_is_named_with_its_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(
        tmp_path,
        {"id": "a", "claim": " ", "passage": 3},
        "{",
        GOOD,
        {**GOOD, "published": "soon"},
        [],
        {**GOOD, "id": None},
        GOOD,
    )
    code, out, err = run(capsys, "verify", str(path))
    assert (code, out) == (2, "")
    faults = err.removeprefix("dateline: ").splitlines()
    assert [fault.removeprefix(f"{path}, ").split(" (")[0] for fault in faults] == [
        "line 1: claim: is empty",
        "line 1: passage: is not a text",
        "line 2: is not JSON",
        "line 4: published: is not an ISO date or date-time, such as 2025-11-12",
        "line 5: is not a JSON object",
        "line 6: id: is missing",
        "line 7: id: 'a' stands on line 3 already",
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe{"])
def test_a_file_without_a_pair_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(content)
    with pytest.raises(PairsError, match=r"holds no claim|is not UTF-8"):
        read_pairs(path)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "verify", str(tmp_path / "none.jsonl"))
    assert (code, err.count("\n")) == (2, 1)


def test_unknown_fields_are_ignored_and_published_may_be_missing(tmp_path: Path) -> None:
    path = write(tmp_path, {"id": "a", "claim": "c", "passage": "p", "source": "x", "published": None})
    assert read_pairs(path) == (Pair("a", "c", "p"),)
