"""A run: every question of a set is asked, scored against its gold, and written down, one line a question."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.chain import AnswerChain
from bot.evaluation.metrics import aggregate, aggregate_by_type, score
from bot.evaluation.questions import Question, QuestionSetError
from bot.events import Question as Asked
from bot.events import QuestionError
from vectorstore.search import SearchRequest

Metrics = Mapping[str, float | None]


def run(
    chain: AnswerChain, questions: Sequence[Question], ids: Mapping[str, str], out: Path, step: Callable[[], None]
) -> dict[str, Any]:
    """Ask all questions; `metrics`, `by_type` and where the `results` are. `ids` names articles by their address.

    The results stand in `out/results.jsonl`, in the set's order, once all are known; a run that breaks off leaves an
    earlier one's alone.
    Raises `QuestionSetError` before it starts where a question cannot be asked.
    """
    asked = [_asked(question) for question in questions]
    out.mkdir(parents=True, exist_ok=True)
    results, begun = out / "results.jsonl", out / "results.jsonl.part"
    scores: list[dict[str, float]] = []
    with begun.open("w", encoding="utf-8") as file:
        for question, one in zip(questions, asked, strict=True):
            document = chain.invoke(one).document()
            scores.append(score(question, document, ids))
            line = {"id": question.id, **document, "scores": scores[-1]}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            step()
    begun.replace(results)
    by_type = aggregate_by_type(questions, scores)
    return {"metrics": aggregate(scores), "by_type": by_type, "results": str(results)}


def finish(out: Path, document: Mapping[str, Any]) -> None:
    """Write the run's record beside its results; a folder without one holds no finished run."""
    (out / "run.json").write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")


def _asked(question: Question) -> Asked:
    try:
        return Asked(question.question, question.history, SearchRequest("", as_of=question.as_of))
    except QuestionError as error:
        raise QuestionSetError(f"{question.id}: {error}") from error


def report_table(document: Mapping[str, Any]) -> str:
    """The metrics that apply, one a line, for the terminal."""
    metrics: Metrics = document["metrics"]
    width = max(map(len, metrics))
    rows = [f"{name:{width}}  {value:10.3f}" for name, value in metrics.items() if value is not None]
    return "\n".join([f"{document['questions']} questions of {document['set']}", *rows, f"→ {document['results']}"])
