"""Fits the weights by which a follow-up is told from a new topic, and tells how they do.

    python -m tests.benchmarks.follow_ups $NEWS_DEV_DATA/realtimeqa/articles.jsonl --data DIR --foreign QUESTIONS.jsonl

DIR has these articles loaded, of which `reader_questions.jsonl` asks. Behind a question and the sentence that answers
it come its follow-up, a question of another article, and one of a set that no article answers; none of them shows by a
pronoun or its like that it leans, and each has words enough of its own (`bot.question.follow_up`). Logistic regression
(`tests.benchmarks.support`); "held out": ten folds of conversations.
"""

import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.build import Program
from bot.engines.extractive import ExtractiveEngine
from bot.evaluation.question_set import read_set
from bot.question.follow_up import ADDED, ALONE, CONSTANT, KNOWN, RATHER, Articles, Signs, shows_it, signs
from bot.settings import read_settings
from vectorstore.indexes.lexical import stems
from vectorstore.language.sentences import sentence_spans

from .figures import Row, options, tell
from .support import Numbers, fitted

QUESTIONS = Path(__file__).parent / "reader_questions.jsonl"
_FEW = 3  # stems
_MOST = 450  # conversations
_FOLDS = 10
_NAMES = ("alone", "added", "known", "constant")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question of a conversation: which kind it is, the number of its conversation, and its signs."""

    kind: str
    conversation: int
    signs: Signs


def turns(articles: Path, foreign: Path, loaded: Articles) -> Iterator[Turn]:
    """The third turn of each conversation, of three kinds."""
    texts = {row["id"]: row["text"] for row in map(json.loads, articles.read_text(encoding="utf-8").splitlines())}
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = {row["question"]: row for row in rows}
    chance = random.Random(0)
    chance.shuffle(rows)
    led = [row for row in rows if row.get("after") in asked and _is_whole(row.get("follow_up", ""))]
    others = [one for one in rows if _is_whole(one["question"])]
    unknown = [one.question for one in read_set(foreign).questions if _is_whole(one.question)]
    for number, row in enumerate(led[:_MOST]):
        told = [row["after"], *_answer(asked[row["after"]], texts)]
        other = next(one for one in chance.choices(others, k=9) if one["article"] != row["article"])
        third = {"follow-up": row["follow_up"], "of another article": other["question"]}
        third |= {"of no article": unknown[number]} if number < len(unknown) else {}
        for kind, question in third.items():
            yield Turn(kind, number, signs(question, row["after"], told, loaded))


def _is_whole(question: str) -> bool:
    return len(stems(question)) >= _FEW and not shows_it(question)


def _answer(row: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """The sentence that answers a question, where its article has one."""
    text, at = texts[row["article"]], row["at"][:1]
    return [text[one.start : one.end] for one in sentence_spans(text) if at and one.start <= at[0] < one.end]


def table_of(found: Sequence[Turn]) -> tuple[Numbers, Numbers]:
    """The signs, shape (turns, 3), and which are follow-ups, shape (turns,)."""
    values = np.array([[one.signs.alone, one.signs.added, one.signs.known] for one in found], float).reshape(-1, 3)
    return values, np.array([float(one.kind == "follow-up") for one in found])


def fit(found: Sequence[Turn]) -> Numbers:
    values, leaning = table_of(found)
    return fitted(values, np.zeros(len(found)), leaning, np.ones(len(found)))


def held_out(found: Sequence[Turn]) -> Numbers:
    """By the weights that were fitted without its fold: in nats, how much likelier each turn is a follow-up."""
    fold = np.array([one.conversation % _FOLDS for one in found])
    nats = np.zeros(len(found))
    for number in range(_FOLDS):
        weights = fit([one for one, of in zip(found, fold, strict=True) if of != number])
        nats[fold == number] = table_of(found)[0][fold == number] @ weights[:-1] + weights[-1]
    return nats


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--foreign", type=Path, required=True, metavar="QUESTIONS")
    arguments = parser.parse_args()
    program = Program(read_settings(os.environ, Path(".env"), arguments.data))
    loaded = ExtractiveEngine(program.store, program.reader).articles
    found = list(turns(arguments.articles, arguments.foreign, loaded))
    weights, now = fit(found), np.array([ALONE, ADDED, KNOWN, CONSTANT])
    nats, written = held_out(found), table_of(found)[0] @ now[:-1] + now[-1]
    table: list[Row] = [("the third turn", "turns", "told, held out", "told, as written")]
    figures: dict[str, Any] = {"weights": dict(zip(_NAMES, weights, strict=True))}
    for kind in dict.fromkeys(one.kind for one in found):
        of = np.array([one.kind == kind for one in found])
        right = [float(np.mean((one[of] + RATHER > 0) == (kind == "follow-up"))) for one in (nats, written)]
        table.append((kind, str(of.sum()), *(f"{share:.3f}" for share in right)))
        figures[kind] = {"turns": int(of.sum()), "held_out": right[0], "as_written": right[1]}
    rounded = ", ".join(f"{name} {value:.2f}" for name, value in figures["weights"].items())
    tell(f"a follow-up told from a new topic; weights {rounded}", table, figures, arguments.json)


if __name__ == "__main__":
    main()
