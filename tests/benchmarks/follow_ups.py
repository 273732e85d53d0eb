"""Tells how well a follow-up is told from a new topic, where neither shows by its own words.

    python -m tests.benchmarks.follow_ups $NEWS_DEV_DATA/realtimeqa/articles.jsonl --data DIR --foreign QUESTIONS.jsonl

DIR has these articles loaded, of which `reader_questions.jsonl` asks. Behind a question and the sentence that answers
it come its follow-up, that with all that it leaves out ("of the same story"), a question of another article, and one of
a set that no article answers; none of them opens with "and" or has a pronoun, and each has words enough of its own.
"""

import argparse
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.build import Program
from bot.engines.extractive import ExtractiveEngine
from bot.evaluation.question_set import read_set
from bot.question.follow_up import Articles, is_follow_up, is_whole
from bot.settings import read_settings
from vectorstore.language.sentences import sentence_spans

from .figures import Row, options, tell

QUESTIONS = Path(__file__).parent / "reader_questions.jsonl"
FOLLOW_UP = "follow-up"
_MOST = 450  # conversations


def turns(articles: Path, foreign: Path, loaded: Articles) -> Iterator[tuple[str, bool]]:
    """The third turn of each conversation, of four kinds: its kind, and whether it is told to be a follow-up."""
    texts = {row["id"]: row["text"] for row in map(json.loads, articles.read_text(encoding="utf-8").splitlines())}
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = {row["question"]: row for row in rows}
    chance = random.Random(0)
    chance.shuffle(rows)
    led = [row for row in rows if row.get("after") in asked and is_whole(row.get("follow_up", ""))]
    others = [one for one in rows if is_whole(one["question"])]
    unknown = [one.question for one in read_set(foreign).questions if is_whole(one.question)]
    for number, row in enumerate(led[:_MOST]):
        told = [row["after"], *_answer(asked[row["after"]], texts)]
        other = next(one for one in chance.choices(others, k=9) if one["article"] != row["article"])
        third = {FOLLOW_UP: row["follow_up"], "of another article": other["question"]}
        same = row["question"] == row["follow_up"] or not is_whole(row["question"])
        third |= {} if same else {"of the same story": row["question"]}
        third |= {"of no article": unknown[number]} if number < len(unknown) else {}
        for kind, question in third.items():
            yield kind, is_follow_up(question, row["after"], told, loaded)


def _answer(row: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """The sentence that answers a question, where its article has one."""
    text, at = texts[row["article"]], row["at"][:1]
    return [text[one.start : one.end] for one in sentence_spans(text) if at and one.start <= at[0] < one.end]


def shares(found: Counter[tuple[str, bool]]) -> dict[str, tuple[int, float]]:
    """Of each kind the number of turns, and the share that is told as what it is."""
    kinds = dict.fromkeys(kind for kind, _ in found)
    every = {kind: found[kind, True] + found[kind, False] for kind in kinds}
    return {kind: (every[kind], found[kind, kind == FOLLOW_UP] / every[kind]) for kind in kinds}


def main() -> None:
    parser: argparse.ArgumentParser = options(__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--foreign", type=Path, required=True, metavar="QUESTIONS")
    arguments = parser.parse_args()
    program = Program(read_settings(os.environ, Path(".env"), arguments.data))
    loaded = ExtractiveEngine(program.store, program.reader).articles
    told = shares(Counter(turns(arguments.articles, arguments.foreign, loaded)))
    table: list[Row] = [("the third turn", "turns", "told as such")]
    table += [(kind, str(turns), f"{share:.3f}") for kind, (turns, share) in told.items()]
    figures = {kind: {"turns": turns, "told": share} for kind, (turns, share) in told.items()}
    tell("a follow-up told from a new topic", table, figures, arguments.json)


if __name__ == "__main__":
    main()
