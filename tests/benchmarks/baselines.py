"""Measures frozen baselines on the sets and with the metrics of `dateline evaluate`, to hold Dateline against.

    python -m tests.benchmarks.baselines --data DIR SET...

Each question is asked as it is typed, without its history. Only the metrics that a baseline has something for are
told: a search without an answer has the `retrieval` ones.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.build import Program
from bot.evaluation.metrics import aggregate, score
from bot.evaluation.question_set import read_set
from bot.settings import read_settings
from bot.terminal import note, table
from vectorstore.embedding import Embedder

from .passages import Passage, cut, sentences
from .searches import bm25, dense, embedded, fused
from .tutorial import Tutorial

DEPTH = 16  # passages: more than 1,500 words
SAID = 2  # sentences

Baseline = Callable[[str], dict[str, Any]]
"""A question → what of an `ask --json` document the baseline has."""


def main() -> None:
    """Print one table a set: a row a metric, a column a baseline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder that holds the loaded articles")
    parser.add_argument(
        "--cache", type=Path, default=Path("dev/baselines"), metavar="DIR", help="where vectors are kept"
    )
    given = parser.parse_args()
    program = Program(read_settings(os.environ, Path(".env"), given.data))
    measured = baselines(program, given.cache)
    for path in given.sets:
        print(table(str(path), ("metric", *measured), list(rows(measure(program, measured, path)))), end="\n\n")


def baselines(program: Program, cache: Path) -> dict[str, Baseline]:
    """The baselines by name, over the articles that are loaded."""
    articles = list(program.store.archive.articles())
    embedder = program.store.embedder
    passages = cut(articles)
    note(f"{len(articles)} articles, {len(passages)} passages")
    vectors = embedded([passage.indexed for passage in passages], embedder, cache)
    words, meaning = bm25(passages), dense(vectors, embedder)
    both = fused((words, meaning))
    tutorial = Tutorial(articles, embedder, cache)

    def first(search: Callable[[str], list[int]], question: str) -> list[Passage]:
        return [passages[place] for place in search(question)[:DEPTH]]

    return {
        "bm25": lambda question: found(first(words, question)),
        "dense": lambda question: found(first(meaning, question)),
        "rrf": lambda question: found(first(both, question)),
        "tutorial": lambda question: found(tutorial.search(question, DEPTH)),
        "two sentences": lambda question: said(first(both, question), question, embedder),
    }


def found(passages: Sequence[Passage]) -> dict[str, Any]:
    """A search alone: no answer, so no `status`."""
    return {
        "evidence": [
            {
                "rank": rank,
                "article_id": one.article_id,
                "version": one.version,
                "start": one.start,
                "end": one.end,
                "text": one.text,
            }
            for rank, one in enumerate(passages, start=1)
        ]
    }


def said(passages: Sequence[Passage], question: str, embedder: Embedder) -> dict[str, Any]:
    """The two sentences of the first passage that are most like the question, in their order there."""
    document = found(passages)
    if not passages:
        return {**document, "status": "declined", "declined": {"kind": "no_coverage"}, "answer": "", "citations": []}
    best, spans = passages[0], sentences(passages[0])
    texts = [best.text[start - best.start : end - best.start] for start, end in spans]
    likeness = embedder.embed_passages(texts) @ embedder.embed_query(question)
    kept = [texts[place] for place in sorted(np.argsort(-likeness, kind="stable")[:SAID])]
    return {
        **document,
        "status": "answered",
        "answer": " ".join(f"{text} [{n}]" for n, text in enumerate(kept, start=1)),
        "citations": [{"n": n, "article_id": best.article_id, "quote": text} for n, text in enumerate(kept, start=1)],
    }


def measure(program: Program, measured: Mapping[str, Baseline], path: Path) -> dict[str, dict[str, float | None]]:
    """Every baseline's metrics over a set; None where it has nothing for one."""
    questions = read_set(path).questions
    ids = program.ids_of({gold.url for question in questions for gold in question.evidence if gold.url})
    results = {}
    for name, ask in measured.items():
        scores = []
        for question in questions:
            document = ask(question.question)
            values = score(question, document, ids)
            scores.append(values if "status" in document else _of_the_search(values))
        results[name] = aggregate(scores)
    return results


def rows(results: Mapping[str, Mapping[str, float | None]]) -> Iterator[tuple[str, ...]]:
    """The metrics that some baseline has, a row each."""
    for metric in next(iter(results.values())):
        values = [metrics[metric] for metrics in results.values()]
        if any(value is not None for value in values):
            yield (metric, *("–" if value is None else f"{value:.3f}" for value in values))


def _of_the_search(values: Mapping[str, float]) -> dict[str, float]:
    return {metric: value for metric, value in values.items() if metric.startswith("retrieval.")}


if __name__ == "__main__":
    main()
