"""Measures how near a follow-up, as it is searched, comes to the question that a person made of it.

    python -m tests.benchmarks.rewriting $NEWS_DEV_DATA/human-rewrites/cast2019.jsonl
        $NEWS_DEV_DATA/human-rewrites/cast2020.jsonl

(on one line). Each line has the questions before (`history`), the question (`utterance`) and `human_rewrite`. Token F1
with the latter, over the questions that follow another: of the question alone, of it with all of the question before,
and of what is searched, where no article has a say and no answer is told.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from bot.evaluation.words import token_f1, words
from bot.question.conversation import self_contained
from bot.question.follow_up import Articles
from bot.turn import Turn

from .figures import options, tell


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question of a conversation, with those before it, and as a person made it stand alone."""

    history: tuple[str, ...]
    utterance: str
    human_rewrite: str


NO_SAY = Articles(
    lambda question, topic: True, lambda words: [], lambda question: (), lambda asked: dict.fromkeys(asked, 1.0)
)


def searched(one: Rewritten) -> str:
    turns = [Turn("user", question) for question in one.history]
    return self_contained(one.utterance, turns, NO_SAY).query


WAYS: Mapping[str, Callable[[Rewritten], str]] = {
    "the question alone": lambda one: one.utterance,
    "with the one before": lambda one: f"{one.utterance} {one.history[-1]}",
    "as it is searched": searched,
}


def follow_ups(file: Path) -> list[Rewritten]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return [Rewritten(tuple(row["history"]), row["utterance"], row["human_rewrite"]) for row in rows if row["history"]]


def f1(turns: Sequence[Rewritten], way: Callable[[Rewritten], str]) -> float:
    """The mean token F1."""
    return fmean(token_f1(words(way(one)), words(one.human_rewrite)) for one in turns)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = options(__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="TURNS.jsonl")
    given = parser.parse_args(arguments)
    sets = {file.stem: turns for file in given.files if (turns := follow_ups(file))}
    figures = {name: {set_name: f1(turns, way) for set_name, turns in sets.items()} for name, way in WAYS.items()}
    rows = [["", *(f"{name} ({len(turns)})" for name, turns in sets.items())]]
    rows += [[name, *(f"{value:.3f}" for value in of.values())] for name, of in figures.items()]
    tell("token F1 with the question as a person rewrote it", rows, figures, given.json)


if __name__ == "__main__":
    main()
