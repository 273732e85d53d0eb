"""The verifier's benchmark runs and tells its figures, on paraphrases, on claims and on articles."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = "The ferry to Bergen stopped on Monday because its engine failed. Nobody was hurt, the harbour office said."


def figures(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.verifier", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True).stdout


def test_the_errors_on_paraphrases_are_told_by_kind(tmp_path: Path) -> None:
    row = {"passage": TEXT, "published": None, "claim": "The Bergen ferry stopped because of its engine."}
    other = {**row, "passage": "The council met in May.", "mutants": {}}
    file = tmp_path / "paraphrases.jsonl"
    mutants = {"name": "The Oslo ferry stopped because of its engine."}
    file.write_text("\n".join(json.dumps(one) for one in ({**row, "mutants": mutants}, other)))
    told = figures("--paraphrases", file)
    assert "1 of     2 lost (50.0%)" in told
    assert "0 of     1 let through (0.0%)" in told


def test_balanced_accuracy_is_told_for_claims(tmp_path: Path) -> None:
    file = tmp_path / "claims.jsonl"
    rows = [
        {"id": "a", "passage": TEXT, "claim": TEXT, "supported": True, "edit_types": []},
        {"id": "b", "passage": TEXT, "claim": "Ann won in Oslo.", "supported": False, "edit_types": ["swap"]},
    ]
    file.write_text("\n".join(map(json.dumps, rows)))
    assert "2  1.000  1.000  1.000" in figures("--claims", file)


def test_sentences_of_articles_are_drawn(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps({"id": "a", "text": TEXT, "published": "2025-11-12"}))
    assert "0 of    20 lost (0.0%)" in figures("--verbatim", file, "--sentences", "20")


@pytest.mark.parametrize(("kind", "true", "changed"), [("free", 4740, 6600), ("summaries", 3600, 4800)])
def test_claims_of_our_own_are_checked_against_their_articles(
    kind: str, true: int, changed: int, tmp_path: Path
) -> None:
    name = {"free": "free_claims.jsonl", "summaries": "summary_claims.jsonl"}[kind]
    claims = (ROOT / "tests/benchmarks" / name).read_text(encoding="utf-8").splitlines()
    file = tmp_path / "articles.jsonl"
    ids = sorted({json.loads(line)["article"] for line in claims})
    rows = [{"id": one, "text": TEXT, "published": "2025-11-12"} for one in ids]
    file.write_text("\n".join(map(json.dumps, rows)))
    told = figures(f"--{kind}", file)
    assert f"{true} of  {true} lost (100.0%)" in told
    assert f"0 of  {changed} let through" in told


def test_what_a_claim_is_doubted_for_is_fitted_to_our_own_claims(tmp_path: Path) -> None:
    lines = (ROOT / "tests/benchmarks/free_claims.jsonl").read_text(encoding="utf-8").splitlines()
    lines += (ROOT / "tests/benchmarks/summary_claims.jsonl").read_text(encoding="utf-8").splitlines()
    texts: dict[str, list[str]] = {}
    for row in map(json.loads, lines):
        if row["kind"] == "true":
            texts.setdefault(row["article"], []).append(row["claim"])
    file = tmp_path / "articles.jsonl"
    rows = [{"id": one, "text": " ".join(said), "published": None} for one, said in texts.items()]
    file.write_text("\n".join(map(json.dumps, rows)))
    command = [sys.executable, "-m", "tests.benchmarks.doubt", str(file), "--most", "400"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True).stdout
    assert "a word with nothing like it 1, with only one like it" in told
    assert "8% of the true ones are doubted more than" in told
