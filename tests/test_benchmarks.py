"""Every benchmark runs at a tiny size and tells its figures; how fast is for people to read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.respelling import respelled

ROOT = Path(__file__).parent.parent
ARTICLES = [
    {
        "id": name,
        "title": f"Ferry to {name}",
        "text": f"The ferry to {name} stopped on Monday because its engine failed. Nobody was hurt.",
    }
    for name in ("Stavanger", "Bergen", "Tromsø")
]


def measured(name: str, folder: Path, *arguments: str | Path) -> Any:
    """The figures of a benchmark, run as the README has it."""
    file = folder / f"{name}.json"
    settings = {"DATELINE_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.benchmarks.{name}", *map(str, arguments), "--json", str(file)],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "cores" in done.stdout
    return json.loads(file.read_text())


def written(folder: Path) -> Path:
    file = folder / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, ARTICLES)))
    return file


def test_loading(tmp_path: Path) -> None:
    figures = measured("loading", tmp_path, written(tmp_path))
    assert (figures["articles"], figures["passages"]) == (3, 3)
    assert figures["bare_to_load"]["cpu"] > 0
    assert figures["tutorial_to_load"]["wall"] > 0


def test_searching(tmp_path: Path) -> None:
    plot = tmp_path / "growth.svg"
    sizes = ("--sizes", "16", "80", "--searches", "3")
    figures = measured("search", tmp_path, tmp_path / "stores", *sizes, "--plot", plot)
    assert figures["sizes"]["80"]["passages"] == 80
    assert set(figures["sizes"]["16"]["wall_ms"]) >= {"words", "vectors", "reading passages", "all"}
    assert plot.read_text().startswith("<svg")


def test_memory(tmp_path: Path) -> None:
    figures = measured("memory", tmp_path, "--sizes", "2", "4", "--embedding", "service")
    assert [one["articles"] for one in figures["loads"]] == [2, 4]


def test_answering(tmp_path: Path) -> None:
    data, questions = tmp_path / "data", tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": "Why did the ferry to Bergen stop?"}))
    load = [sys.executable, "-m", "bot", "load", "--data", str(data), str(written(tmp_path))]
    subprocess.run(load, cwd=ROOT, check=True, capture_output=True)
    figures = measured("answering", tmp_path, "--data", data, "--questions", questions, "--times", "1")
    assert len(figures["first_sentence_s"]) == len(figures["cold_ask"]) == 1
    assert "numpy" in figures["imports_s"]


def test_ablation(tmp_path: Path) -> None:
    data, questions = tmp_path / "data", tmp_path / "questions.jsonl"
    gold = {"evidence": [{"article_id": "Bergen", "quote": "stopped on Monday because its engine failed"}]}
    questions.write_text(json.dumps({"id": "1", "question": "Why did the ferry to Bergen stop?", **gold}))
    load = [sys.executable, "-m", "bot", "load", "--data", str(data), str(written(tmp_path))]
    subprocess.run(load, cwd=ROOT, check=True, capture_output=True)
    figures = measured("ablation", tmp_path, "--data", data, questions)
    runs = figures["sets"]["questions"]
    assert set(runs) >= {"nothing", "words", "meaning", "second stage", "likeness of sentences", "other wordings"}
    assert runs["nothing"] == [
        {"retrieval.hit@1": 1, "retrieval.recall@5": 1, "retrieval.found@150": 1, "retrieval.found@500": 1}
    ]
    beside = ("--beside", f"again={tmp_path / 'ablation.json'}", "--parts", "meaning")
    assert set(measured("ablation", tmp_path, "--data", data, questions, *beside)["sets"]["questions"]) == {
        "nothing",
        "meaning",
        "again",
    }


def test_a_name_is_spelled_otherwise() -> None:
    question = "When will Volodymyr Zelenskyy speak?"
    other = respelled(question)
    assert other == respelled(question)
    assert other is not None
    changed = [(x, y) for x, y in zip(question.split(), other.split(), strict=True) if x != y]
    assert [x for x, _ in changed] in (["Volodymyr"], ["Zelenskyy"])
    assert respelled("Who won?") is None
