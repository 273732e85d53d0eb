"""Measures what each part of finding is worth: the questions of a set are searched with it and without it.

    python -m tests.benchmarks.ablation --data DIR SET...

Each row is the change that a part's absence makes, with its paired 95 % bootstrap interval. What counts when articles
are indexed (passages, headlines, names of countries) is measured over another folder or with another program: give its
figures, written with `--json FILE`, as `--beside NAME=FILE`.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import events
from bot.build import Program
from bot.decline import Gate
from bot.engines.extractive import ExtractiveEngine
from bot.evaluation.compare import difference
from bot.evaluation.metrics import YES_NO, score
from bot.evaluation.question_set import read_set
from bot.evaluation.questions import Question
from bot.finding import find
from bot.question.meaning import meaning
from bot.settings import read_settings
from bot.terminal import note
from vectorstore.finding.request import SearchRequest

from .figures import options, tell
from .parts import ALL, PARTS, Without
from .respelling import respelled

METRICS = ("retrieval.hit@1", "retrieval.recall@5", "retrieval.found@150", "retrieval.found@500")
DEPTH = 16  # passages, as the chain asks for

Scores = list[dict[str, float]]
"""The metrics of each question that has gold evidence, in order."""


def main() -> None:
    """Print one table a set: a row a part, a column a metric."""
    parser = options(__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder that holds the loaded articles")
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=FILE", help="figures of another run")
    parser.add_argument("--respelled", action="store_true", help="spell a name of each question otherwise")
    given = parser.parse_args()
    program = Program(read_settings(os.environ, Path(".env"), given.data))
    beside = {
        name: json.loads(Path(file).read_text()) for name, _, file in (one.partition("=") for one in given.beside)
    }
    figures: dict[str, Any] = {}
    for path in given.sets:
        questions = [one for one in read_set(path).questions if one.answerable and one.evidence]
        if given.respelled:
            changed = [(one, respelled(one.question)) for one in questions]
            questions = [replace(one, question=other) for one, other in changed if other]
        note(f"{path.stem}: {len(questions)} questions")
        runs = {part: measured(program, questions, part) for part in (ALL, *given.parts)}
        runs |= {name: other["sets"][path.stem][ALL] for name, other in beside.items()}
        figures[path.stem] = runs
        tell(path.stem, list(rows(runs)), {"sets": figures}, given.json)


def measured(program: Program, questions: Sequence[Question], part: str) -> Scores:
    """What is found for questions without one part."""
    note(f"without {part}")
    retriever = Without(store=program.store, limit=DEPTH, part=part)
    engine = ExtractiveEngine(program.store, program.reader)
    gate = Gate(program.store, program.reader, program.settings.answer_from)
    resolve = {one.article.url: one.article.id for one in program.store.archive.articles() if one.article.url}

    def scores(question: Question) -> dict[str, float]:
        asked = events.Question(question.question, question.history)
        meant = meaning(asked, engine, engine, program.store.archive, {})
        request = meant.request(SearchRequest("", as_of=question.as_of))
        found = find(retriever, gate, request, meant.outlet, {})
        rows = [_row(one.rank, one) for one in found.evidence]
        return {name: value for name, value in score(question, {"evidence": rows}, resolve).items() if name in METRICS}

    return [scores(question) for question in questions]


def _row(rank: int, one: Any) -> dict[str, Any]:
    place = one.passage
    return {
        "rank": rank,
        "article_id": place.article_id,
        "version": place.version,
        "start": place.start,
        "end": place.end,
        "text": one.text,
    }


def rows(runs: Mapping[str, Scores]) -> Iterator[tuple[str, ...]]:
    """The figures with all parts, and the change without each."""
    yield ("without", *METRICS)
    yield ("– (all parts)", *(f"{_mean(runs[ALL], metric):.3f}" for metric in METRICS))
    for name, run in runs.items():
        if name != ALL:
            yield (name, *(_change(runs[ALL], run, metric) for metric in METRICS))


def _mean(run: Scores, metric: str) -> float:
    values = [one[metric] for one in run if metric in one]
    return sum(values) / len(values) if values else float("nan")


def _change(whole: Scores, without: Scores, metric: str) -> str:
    pairs = [(x[metric], y[metric]) for x, y in zip(whole, without, strict=True) if metric in x and metric in y]
    if not pairs:
        return "–"
    found = difference([x for x, _ in pairs], [y for _, y in pairs], yes_no=metric in YES_NO)
    return f"{found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})" if found.better or found.worse else "0"


if __name__ == "__main__":
    main()
