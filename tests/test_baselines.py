"""The baselines: what they find and say over a few articles, and that they are scored like Dateline itself."""

import json
from pathlib import Path

import pytest
from benchmarks.baselines import baselines, found, measure, rows, said
from benchmarks.passages import WORDS, Passage, cut, sentences
from benchmarks.searches import fused
from conftest import Dateline

from bot.build import Program
from bot.settings import read_settings
from vectorstore.article import Article, StoredArticle

ARTICLES = (
    {
        "id": "ferry",
        "title": "Ferry",
        "text": "The ferry to Stavanger stopped. Its engine had failed. " + "Sea. " * 300,
    },
    {"id": "bakery", "title": "Bakery", "text": "A bakery in Tromsø burned down. The baker said an oven was left on."},
    {"id": "race", "title": "Race", "text": "Ann won the race on Sunday. Bea came second, a minute later."},
)
QUESTIONS = (
    {
        "id": "1",
        "question": "Why did the ferry stop?",
        "answer": ["engine had failed"],
        "evidence": [{"article_id": "ferry", "quote": "Its engine had failed."}],
    },
    {"id": "2", "question": "Who won the race on Sunday?", "answer": ["Ann"], "evidence": [{"article_id": "race"}]},
    {"id": "3", "question": "Who won in Karachi?", "answerable": False},
)


def stored(text: str) -> StoredArticle:
    return StoredArticle(Article("a", text, "Title"), 1, "2025-11-12T00:00:00+00:00")


def test_passages_are_120_words_and_stand_where_they_say() -> None:
    text = "  One\n\ntwo " + "word " * 250
    passages = cut([stored(text)])
    assert [len(passage.text.split()) for passage in passages] == [WORDS, WORDS, 12]
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert passages[0].indexed.startswith("Title\nOne")
    assert cut([stored("")]) == []


def test_sentences_are_cut_at_full_stops_before_capitals() -> None:
    text = "Ann won. “Really?” asked Bea. It was 3.5 km. then more"
    found = [text[start:end] for start, end in sentences(Passage("a", 1, "", 0, len(text), text))]
    assert found == ["Ann won.", "“Really?” asked Bea.", "It was 3.5 km. then more"]
    shifted = sentences(Passage("a", 1, "", 100, 100 + len(text), text))
    assert shifted[1] == (109, 129)


def test_fusion_adds_reciprocal_ranks() -> None:
    # 7: 1/61 + 1/62; 8: 1/62 + 1/61, the same, so in order; 9: 1/63; 5: 1/63, too
    assert fused([lambda _: [7, 8, 9], lambda _: [8, 7, 5]])("?") == [7, 8, 5, 9]
    assert fused([lambda _: [1, 2], lambda _: [2]])("?") == [2, 1]
    assert fused([lambda _: []])("?") == []


def test_every_baseline_is_measured(dateline: Dateline, tmp_path: Path) -> None:
    for name, lines in (("articles", ARTICLES), ("set", QUESTIONS)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert dateline("load", "articles.jsonl").status == 0
    program = Program(read_settings({"DATELINE_DATA": str(tmp_path / "data")}, Path(".env")))
    cache = tmp_path / "cache"

    measured = baselines(program, cache)
    results = measure(program, measured, tmp_path / "set.jsonl")

    assert list(results) == ["bm25", "dense", "rrf", "tutorial", "two sentences"]
    for name, metrics in results.items():
        assert metrics["retrieval.hit@1"] == 1
        assert metrics["retrieval.found@150"] == 1
        assert metrics["answer.contains"] == (1 if name == "two sentences" else None)
        assert metrics["refusal.recall"] == (0 if name == "two sentences" else None)
    for ask in measured.values():
        for row in ask("Why did the ferry stop?")["evidence"]:
            article = program.store.archive.get(row["article_id"])
            assert article is not None
            assert article.article.text[row["start"] : row["end"]] == row["text"]
    kept = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert len(kept) == 2  # the passages, and the chunks of the tutorial
    baselines(program, cache)
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == kept
    table = {row[0]: row[1:] for row in rows(results)}
    assert table["answer.contains"] == ("–", "–", "–", "–", "1.000")
    assert "rewrite.f1" not in table


def test_two_sentences_are_said_in_their_order(dateline: Dateline, tmp_path: Path) -> None:
    program = Program(read_settings({"DATELINE_DATA": str(tmp_path / "data")}, Path(".env")))
    text = "Cleo fell. Bea came second. It rained. Ann won the race on Sunday."
    document = said(
        [Passage("a", 1, "", 0, len(text), text)], "Who won the race, and who came second?", program.store.embedder
    )
    assert document["answer"] == "Bea came second. [1] Ann won the race on Sunday. [2]"
    assert [one["quote"] for one in document["citations"]] == ["Bea came second.", "Ann won the race on Sunday."]
    assert said([], "Who?", program.store.embedder)["status"] == "declined"
    with pytest.raises(KeyError):
        found([])["status"]
