"""Fits the weights by which the gate decides whether what was found answers a question, and tells how they do.

    python -m tests.benchmarks.support one.jsonl=DIR two.jsonl=DIR other.jsonl=DIR2 --held other.jsonl

Each set is asked of its data folder, with its conversations. A question of a set that is fitted to is also asked of one
article alone: of the one that holds its answer, and of the best that was found and does not, as readers do who have
loaded little; these count half. Logistic regression with an L2 penalty, by Newton's method; the offset of follow-ups
and of filters is given, not fitted. "held out": ten folds, no conversation in two of them. A `--held` set is in none.
What is not read with its statements (questions of many parts, topics) is left out.
"""

import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot import events
from bot.answer import Decline
from bot.build import EVIDENCE, Program
from bot.decline import Gate
from bot.engines.extractive import ExtractiveEngine
from bot.evaluation.question_set import read_set
from bot.evaluation.questions import Question
from bot.evaluation.words import contains, words
from bot.finding import find
from bot.question.meaning import meaning
from bot.settings import read_settings
from bot.support import ANSWERS, CONSTANT, COVERED, IN_PART, LIKENESS, SHORT, Signals, asked, signals
from vectorstore.article import Article
from vectorstore.finding.request import SearchRequest
from vectorstore.finding.retriever import NewsRetriever
from vectorstore.passage import Evidence
from vectorstore.store import Store

from .figures import Row, options, tell

_FOLDS = 10
_PENALTY = 1.0  # on weights of standardised signals
_STEPS = 30
_SINGLE = 0.5  # the weight of a question asked of one article alone
_NAMES = ("likeness", "covered", "answers", "short", "constant")
_SHORT_ANSWER = 6  # words, that an article can be said not to hold

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the gate met it: its conversation, where it was asked, its signals, and whether it is answered."""

    group: str
    where: str
    signals: Signals
    in_part: bool
    answered: bool


@dataclass(frozen=True)
class Listening(Gate):
    """A gate that keeps the signals of what comes to it."""

    heard: list[tuple[Signals, bool]] = field(default_factory=list)

    def opens(
        self, text: str, evidence: Sequence[Evidence], *, in_part: bool = False, read: bool = True
    ) -> tuple[float, Decline | None]:
        if evidence and read:
            self.heard.append((signals(self.store, self.reader, asked(self.store, text), evidence), in_part))
        return super().opens(text, evidence, in_part=in_part, read=read)


def asked_of(path: Path, program: Program, single: bool) -> Iterator[Asked]:
    """The questions of a set that come to the gate, those with `single` also asked of one article alone."""
    for question in read_set(path).questions:
        group = question.conversation or question.id
        heard, evidence = _heard(question, program, program.store)
        for found, in_part in heard:
            yield Asked(group, path.stem, found, in_part, question.answerable)
        for article, holds in _single(question, evidence) if single else ():
            with tempfile.TemporaryDirectory() as folder:
                store = Store(Path(folder), program.store.embedder, program.settings.passage_words, 60)
                store.archive.put(article)
                store.catch_up()
                for found, in_part in _heard(question, program, store)[0]:
                    yield Asked(group, f"{path.stem}, one article", found, in_part, holds)
                store.close()


def _heard(question: Question, program: Program, store: Store) -> tuple[list[tuple[Signals, bool]], Sequence[Evidence]]:
    """The last signals of a question over a store, none where it does not come to the gate; and what was found."""
    engine = ExtractiveEngine(store, program.reader)
    gate = Listening(store, program.reader, program.settings.answer_from)
    meant = meaning(events.Question(question.question, question.history), engine, engine, store.archive, {})
    request = meant.request(SearchRequest("", as_of=question.as_of))
    found = find(NewsRetriever(store=store, limit=EVIDENCE), gate, request, meant.outlet, {})
    return gate.heard[-1:], found.evidence


def _single(question: Question, evidence: Sequence[Evidence]) -> Iterator[tuple[Article, bool]]:
    """The article found first that holds the answer, and the first one that does not."""
    gold = {one.article for one in question.evidence}
    found = list({one.stored.article.id: one.stored.article for one in evidence}.values())
    answers = [words(one) for one in question.answer if len(words(one)) <= _SHORT_ANSWER]
    for article in found:
        if question.answerable and not gold.isdisjoint((article.id, article.url)):
            yield article, True
            break
    for article in found if answers or not question.answerable else ():
        if gold.isdisjoint((article.id, article.url)) and not any(
            contains(words(article.text), one) for one in answers
        ):
            yield article, False
            break


def rows(questions: Sequence[Asked]) -> tuple[Numbers, Numbers, Numbers]:
    """Signals, shape (questions, 4), offsets and answers, shape (questions,)."""
    found = [one.signals for one in questions]
    return (
        np.array([[one.likeness, one.covered, one.answers, one.short] for one in found], float).reshape(-1, 4),
        np.array([IN_PART * one.in_part for one in questions]),
        np.array([float(one.answered) for one in questions]),
    )


def fitted(values: Numbers, offsets: Numbers, answered: Numbers, weights: Numbers) -> Numbers:
    """The weights of the least loss and, last, the constant."""
    mean, scale = values.mean(axis=0), values.std(axis=0)
    scale[scale == 0] = 1
    scaled = np.c_[(values - mean) / scale, np.ones(len(values))]
    penalty = _PENALTY * np.diag([1.0] * values.shape[1] + [0.0])
    found = np.zeros(scaled.shape[1])
    for _ in range(_STEPS):
        odds = 1 / (1 + np.exp(-(scaled @ found + offsets)))
        curve = (scaled * (odds * (1 - odds) * weights)[:, None]).T @ scaled + penalty
        found += np.linalg.solve(curve, scaled.T @ ((answered - odds) * weights) - penalty @ found)
    plain = found[:-1] / scale
    return np.asarray([*plain, found[-1] - plain @ mean])


def scores(questions: Sequence[Asked], weights: Numbers) -> Numbers:
    """The support of questions, in [0, 1]."""
    values, offsets, _ = rows(questions)
    return np.asarray(1 / (1 + np.exp(-(values @ weights[:-1] + weights[-1] + offsets))))


def fit(questions: Sequence[Asked]) -> Numbers:
    return fitted(*rows(questions), np.array([_SINGLE if "," in one.where else 1.0 for one in questions]))


def held_out(questions: Sequence[Asked]) -> Numbers:
    """The support of each question by the weights that were fitted without its fold."""
    groups = sorted({one.group for one in questions})
    random.Random(0).shuffle(groups)
    fold = np.array([groups.index(one.group) % _FOLDS for one in questions])
    found = np.zeros(len(questions))
    for number in range(_FOLDS):
        weights = fit([one for one, of in zip(questions, fold, strict=True) if of != number])
        inside = [one for one, of in zip(questions, fold, strict=True) if of == number]
        found[fold == number] = scores(inside, weights) if inside else 0
    return found


def figures(support: Numbers, answered: Numbers, enough: float) -> dict[str, float]:
    """The area under the ROC curve, and what the threshold answers and declines."""
    yes, no = support[answered == 1], support[answered == 0]
    area = np.mean(yes[:, None] > no[None, :]) if len(yes) and len(no) else float("nan")
    right = [np.mean(yes >= enough) if len(yes) else float("nan"), np.mean(no < enough) if len(no) else float("nan")]
    return {"questions": len(answered), "area": float(area), "answered": float(right[0]), "declined": float(right[1])}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("sets", nargs="+", metavar="QUESTIONS=DATA")
    parser.add_argument("--held", action="append", default=[], metavar="QUESTIONS", help="not fitted to, only told")
    arguments = parser.parse_args()
    held = {Path(path).stem for path in arguments.held}
    everything: list[Asked] = []
    for path, data in (one.rsplit("=", 1) for one in arguments.sets):
        program = Program(read_settings(os.environ, Path(".env"), Path(data)))
        everything += asked_of(Path(path), program, Path(path).stem not in held)
        enough = program.settings.answer_from
    plain = [one for one in everything if one.signals.answers is not None]
    fits = [one for one in plain if one.where not in held]
    weights, now = fit(fits), np.array([LIKENESS, COVERED, ANSWERS, SHORT, CONSTANT])
    apart = dict(zip(map(id, fits), held_out(fits), strict=True))
    table: list[Row] = [("asked of", "weights", "questions", "area", "answered", "declined")]
    told: dict[str, dict[str, dict[str, float]]] = {}
    for where in dict.fromkeys(one.where for one in plain):
        some = [one for one in plain if one.where == where]
        answered = np.array([float(one.answered) for one in some])
        new = scores(some, weights) if where in held else np.array([apart[id(one)] for one in some])
        told[where] = {
            "held out": figures(new, answered, enough),
            "as written": figures(scores(some, now), answered, enough),
        }
        for which, one in told[where].items():
            rates = (f"{one[name]:.3f}" for name in ("area", "answered", "declined"))
            table.append((where, which, f"{one['questions']:.0f}", *rates))
    found = dict(zip(_NAMES, (round(float(one), 3) for one in weights), strict=True))
    tell("Support", table, {"weights": found, "sets": told}, arguments.json)
    print("\n".join(f"{name} = {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
