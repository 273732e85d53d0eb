"""Fits the weights of the extractive engine's ranking to question sets, and tells how they do on questions held out.

    python -m tests.benchmarks.ranking one.jsonl=DIR two.jsonl=DIR other.jsonl=DIR2 --held other.jsonl
    python -m tests.benchmarks.ranking … --write      # puts the weights where the engine reads them

Each set is asked of its data folder, a question with a `standalone` form in both forms. A statement is right where it
shares words with a gold quote of its article, and half right where it only has a right answer's words. The loss is the
cross-entropy of a softmax over the statements of a question (Cao et al. 2007, ListNet) with an L2 penalty; Newton's
method finds its least, with what the cross-encoder says and without. "held out": five folds, no conversation in two of
them. A `--held` set is in none.
"""

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot import events
from bot.build import EVIDENCE, Program
from bot.engines.asked import wish
from bot.engines.extractive import ExtractiveEngine
from bot.engines.ranking import WEIGHTS, Features, described, read_weights
from bot.engines.reports import WINDOWS, reports
from bot.engines.selection import Candidate
from bot.evaluation.question_set import read_set
from bot.evaluation.questions import Question
from bot.evaluation.quotes import overlap
from bot.evaluation.words import contains, words
from bot.question.meaning import meaning
from bot.settings import read_settings
from vectorstore.finding.search import SearchRequest, search

from .figures import Row, options, tell

_FOLDS = 5
_PENALTY = 0.02  # a question's, on weights of standardised features
_STEPS = 30
_HALF = 0.5
_ALL = 1_000  # statements
_NAMES = [one.name for one in fields(Features)]
_UNREAD = np.array([name != "answers" for name in _NAMES])

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's statements: features, shape (statements, features), and how right each is, shape (statements,)."""

    group: str
    features: Numbers
    right: Numbers


def asked(path: Path, data: Path) -> Iterator[Asked]:
    """The answerable questions of a set, each form of it that has a right statement among those ranked."""
    program = Program(read_settings(os.environ, Path(".env"), data))
    engine = ExtractiveEngine(program.store, program.reader)
    for question in read_set(path).questions:
        if not question.answerable:
            continue
        forms = [events.Question(question.question, question.history)]
        forms += [events.Question(question.standalone)] if question.standalone else []
        for meant in (meaning(one, engine, engine, program.store.archive, {}) for one in dict.fromkeys(forms)):
            form = meant.understood
            evidence = search(program.store, meant.request(SearchRequest("")), EVIDENCE).evidence
            wished, best = wish(form.question), reports(evidence)[:WINDOWS]
            found = described(program.store, program.reader, form, wished, best, read=_ALL)
            right = np.array([_right(candidate, question) for candidate, _ in found])
            if right.any():
                rows = np.array([astuple(features) for _, features in found])
                yield Asked(question.conversation or question.id, rows, right)


def _right(candidate: Candidate, question: Question) -> float:
    text, article = candidate.quoted.text, candidate.quoted.stored.article
    if any(
        overlap(gold.quote, text)
        for gold in question.evidence
        if gold.quote and gold.article in (article.id, article.url)
    ):
        return 1.0
    return _HALF * any(contains(words(text), words(answer)) for answer in question.answer)


def fitted(lists: Sequence[Asked]) -> Numbers:
    """The weights of the least loss, shape (features,)."""
    rows = np.vstack([one.features for one in lists])
    scale = rows.std(axis=0)
    scale[scale == 0] = 1
    weights = np.zeros(len(scale))
    for _ in range(_STEPS):
        slope = _PENALTY * weights
        curve = _PENALTY * np.eye(len(scale))
        for one in lists:
            scaled = one.features / scale
            odds = _odds(scaled @ weights)
            slope += scaled.T @ (odds - one.right / one.right.sum()) / len(lists)
            mean = odds @ scaled
            curve += ((scaled * odds[:, None]).T @ scaled - np.outer(mean, mean)) / len(lists)
        weights -= np.linalg.solve(curve, slope)
    return np.asarray(weights / scale)


def _odds(scores: Numbers) -> Numbers:
    odds = np.exp(scores - scores.max())
    return np.asarray(odds / odds.sum())


def held_out(lists: Sequence[Asked]) -> list[Numbers]:
    """For each question, the scores by the weights that were fitted without its fold."""
    groups = sorted({one.group for one in lists})
    random.Random(0).shuffle(groups)
    fold = {group: place % _FOLDS for place, group in enumerate(groups)}
    weights = [fitted([one for one in lists if fold[one.group] != number]) for number in range(_FOLDS)]
    return [one.features @ weights[fold[one.group]] for one in lists]


def figures(lists: Sequence[Asked], scores: Sequence[Numbers]) -> dict[str, float]:
    """The mean loss in nats, and the share of questions with a right statement among the first one and three."""
    losses, places = [], []
    for one, score in zip(lists, scores, strict=True):
        losses.append(-float(one.right / one.right.sum() @ np.log(_odds(score))))
        places.append(int(np.argmax(one.right[np.argsort(-score, kind="stable")] > 0)))
    return {
        "questions": len(lists),
        "loss": float(np.mean(losses)),
        "first": float(np.mean([place < 1 for place in places])),
        "first three": float(np.mean([place < 3 for place in places])),
    }


def _unread(asked: Asked) -> Asked:
    """The same without what the cross-encoder says."""
    return replace(asked, features=asked.features * _UNREAD)


def _by_name(weights: Numbers) -> dict[str, float]:
    return dict(zip(_NAMES, (round(float(weight), 2) for weight in weights), strict=True))


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS=DATA")
    parser.add_argument("--held", action="append", default=[], metavar="QUESTIONS", help="not fitted to, only told")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    arguments = parser.parse_args()
    pairs = [one.rsplit("=", 1) for one in arguments.sets]
    sets = {Path(path).stem: list(asked(Path(path), Path(data))) for path, data in pairs}
    held = {Path(path).stem for path in arguments.held}
    lists = [one for name, some in sets.items() if name not in held for one in some]
    unread = [_unread(one) for one in lists]
    weights, before = fitted(lists), fitted(unread)
    fresh, fresh_unread = iter(held_out(lists)), iter(held_out(unread))
    now = np.array([read_weights()["read"][name] for name in _NAMES])
    told = {}
    for name, some in sets.items():
        apart = name in held
        told[name] = {
            "unread, held out": figures(
                some, [_unread(one).features @ before if apart else next(fresh_unread) for one in some]
            ),
            "read, held out": figures(some, [one.features @ weights if apart else next(fresh) for one in some]),
            "as written": figures(some, [one.features @ now for one in some]),
        }
    rows: list[Row] = [("set", "weights", "questions", "loss", "first", "first three")]
    for name, found in told.items():
        for which, one in found.items():
            rows.append(
                (
                    name,
                    which,
                    f"{one['questions']:.0f}",
                    *(f"{one[key]:.3f}" for key in ("loss", "first", "first three")),
                )
            )
    tables = {"unread": _by_name(before), "read": _by_name(weights)}
    tell("Ranking of statements", rows, {"weights": tables, "sets": told}, arguments.json)
    lines = []
    for table, by_name in tables.items():
        lines += ["", f"[{table}]", *(f"{name} = {weight}" for name, weight in by_name.items())]
    print("\n".join(lines))
    if arguments.write:
        WEIGHTS.write_text(
            "\n".join(["# Made by `python -m tests.benchmarks.ranking`; in nats.", *lines]) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
