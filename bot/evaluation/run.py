"""A run: every question of a set is asked, scored against its gold, and written down, one line a question."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.chain import AnswerChain
from bot.evaluation.asking import Reply, ask
from bot.evaluation.conversations import conversations, with_histories
from bot.evaluation.expectations import failed_expectations
from bot.evaluation.folder import Line, RunFolder
from bot.evaluation.intervals import intervals
from bot.evaluation.metrics import Scores, aggregate, score
from bot.evaluation.question_set import QuestionSet
from bot.evaluation.questions import Question
from bot.evaluation.support import supported


@dataclass(frozen=True, slots=True)
class Exam:
    """What is asked, and how: `ids` gives the stored article's id for what the gold names by address."""

    set: QuestionSet
    ids: Mapping[str, str]
    replay: bool = False
    jobs: int = 1

    def units(self) -> list[tuple[Question, ...]]:
        """What must be asked in order: conversations that are replayed, else single questions."""
        if self.replay:
            return conversations(self.set.questions)
        return [(question,) for question in with_histories(self.set.questions)]


def run(
    chain: AnswerChain, exam: Exam, folder: RunFolder, recipe: Mapping[str, Any], step: Callable[[int], None]
) -> tuple[list[Line], dict[str, Any]]:
    """Ask what has not been asked before a run broke off; every line in the set's order, and the totals.

    `step` is told how many more questions are done.
    """
    lines = folder.begin(recipe)
    gold = dict(zip((question.id for question in exam.set.questions), exam.set.lines, strict=True))
    units = exam.units()
    step(len(lines))
    missing = [unit for unit in units if any(question.id not in lines for question in unit)]
    for replies in ask(chain, missing, exam.jobs):
        fresh = [_line(reply, gold[reply.question.id], exam.ids) for reply in replies]
        new = [line for line in fresh if line["id"] not in lines]
        folder.add(new)
        lines |= {line["id"]: line for line in new}
        step(len(new))
    ordered = [lines[question.id] for question in exam.set.questions]
    return ordered, totals(ordered)


def totals(lines: Sequence[Line]) -> dict[str, Any]:
    """The metrics of a run and their intervals, over all questions and by type."""
    groups = dict(_by_type(lines))
    whole = [line["scores"] for line in lines]
    return {
        "usage": _usage(lines),
        "metrics": aggregate(whole),
        "intervals": _intervals(whole),
        "by_type": {kind: aggregate(group) for kind, group in groups.items()},
        "intervals_by_type": {kind: _intervals(group) for kind, group in groups.items()},
    }


def _usage(lines: Sequence[Line]) -> dict[str, Any] | None:
    """The chat model's tokens for all questions; None where none was asked."""
    told = [line["usage"] for line in lines if line.get("usage")]
    if not told:
        return None
    sums = {name: sum(one[name] for one in told) for name in ("requests", "input_tokens", "output_tokens")}
    return {**sums, "estimated": any(one["estimated"] for one in told)}


def _intervals(scores: Sequence[Scores]) -> dict[str, Any]:
    return {metric: asdict(interval) for metric, interval in intervals(scores).items()}


def _by_type(lines: Sequence[Line]) -> Iterator[tuple[str, list[Scores]]]:
    """In order of first appearance; questions without a type are left out."""
    for kind in dict.fromkeys(line["type"] for line in lines if line["type"] is not None):
        yield kind, [line["scores"] for line in lines if line["type"] == kind]


def _line(reply: Reply, gold: Mapping[str, Any], ids: Mapping[str, str]) -> Line:
    question = reply.question
    return {
        "id": question.id,
        **reply.document,
        "type": question.type,
        "history": [asdict(turn) for turn in question.history],
        "scores": score(question, reply.document, ids, supported),
        "failed_expectations": list(failed_expectations(question, reply.document, ids)),
        "gold": gold,
    }
