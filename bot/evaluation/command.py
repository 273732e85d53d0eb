"""The command `dateline evaluate`: what is asked for is checked, then asked, compared, judged and told."""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import terminal
from bot.build import Program
from bot.evaluation import baseline as baselines
from bot.evaluation.folder import Line, RunFolder
from bot.evaluation.gate import Gate, broken, read_gate
from bot.evaluation.metrics import aggregate
from bot.evaluation.question_set import QuestionSet, check, read_set
from bot.evaluation.questions import Question
from bot.evaluation.recipe import recipe
from bot.evaluation.report import markdown, tables, title, verdicts
from bot.evaluation.run import Exam, run
from bot.evaluation.variants import Variant, read_variants, varied
from bot.failures import UsageError
from bot.settings import Settings

Document = dict[str, Any]
Opened = Callable[[Settings], Program]
"""The program over a loaded data folder; raises `NoStoreError`."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A run that may begin: nothing that can be known before is wrong with it."""

    program: Program
    exam: Exam
    config: Document
    folder: RunFolder


def check_set(given: argparse.Namespace) -> tuple[int, Document, str]:
    """Every fault of a set: exit status, document and text."""
    checked = check(given.set)
    document = {
        "set": str(given.set),
        "questions": len(checked.set.questions),
        "faults": [asdict(fault) for fault in checked.faults],
        "notes": list(checked.notes),
    }
    told = [f"{given.set}{fault}" for fault in checked.faults] + [f"{given.set}: {note}" for note in checked.notes]
    found = f"{len(checked.faults)} fault{'s' * (len(checked.faults) > 1)}" if checked.faults else "no fault"
    told.append(f"{len(checked.set.questions)} questions could be read, {found}")
    return (2 if checked.faults else 0), document, "\n".join(map(terminal.one_line, told))


def evaluate(given: argparse.Namespace, settings: Callable[[], Settings], opened: Opened) -> tuple[int, Document, str]:
    """Run a question set: exit status, document and text.

    1 if it is worse than the baseline or a gate is broken; raises `NotComparableError`, and `UsageError` and its like.
    """
    _require_sense(given)
    questions = read_set(given.set).first(given.limit)
    variants = read_variants(given.variant)
    gate = read_gate(given.gate) if given.gate else Gate()
    if gate.drops and not given.baseline:
        raise UsageError("the gate has [drops]: name the run they are measured from with --baseline")
    before = baselines.read_run(given.baseline) if given.baseline else None
    out = given.out or Path("runs") / f"{given.set.stem}-{datetime.now():%Y%m%d-%H%M%S}"

    default = _prepared(given, questions, opened, settings(), out)
    others = [(one, _variant(given, questions, opened, one, out, default)) for one in variants]
    if before:
        baselines.require_comparable(before, default.config)
    document, after = _run(given, default)
    if before:
        document["baseline"] = _against(before, after, gate)
    if given.gate:
        told = broken(gate, document["metrics"], _metrics(before.lines) if before else None)
        document["gate"] = {"file": str(given.gate), "passed": not told, "broken": told}
    if others:
        document["variants"] = [_ran_variant(given, variant, prepared, after) for variant, prepared in others]
    if given.markdown:
        given.markdown.write_text(markdown(document), encoding="utf-8")
    if given.html:
        from bot.evaluation.html_report import html_report  # slow to import, and needed only here

        page = html_report(document, [dict(line) for line in after.lines], document.get("baseline"))
        given.html.write_text(page, encoding="utf-8")
    failed = document.get("baseline", {}).get("regressions") or document.get("gate", {}).get("broken")
    return (1 if failed else 0), document, _text(document)


def _require_sense(given: argparse.Namespace) -> None:
    """What is wrong whatever the files hold."""
    for name in ("limit", "jobs"):
        if getattr(given, name) is not None and getattr(given, name) < 1:
            raise UsageError(f"--{name} must be 1 or more")
    if given.out and given.baseline and given.out.resolve() == given.baseline.resolve():
        raise UsageError("--out and --baseline name the same folder: the baseline would be lost")
    for name in ("markdown", "html"):
        file = getattr(given, name)
        if file and (file.is_dir() or not file.absolute().parent.is_dir()):
            raise UsageError(f"--{name} {file} cannot be written: name a file in a folder that is there")


def _prepared(
    given: argparse.Namespace, questions: QuestionSet, opened: Opened, settings: Settings, out: Path
) -> _Prepared:
    shared = settings.model_copy(update={"threads": max(1, settings.threads // given.jobs)})
    program = opened(shared)
    if not program.heal(terminal.note):
        raise UsageError("a run needs the whole store: put right what is said above, or wait for it")
    named = {article for question in questions.questions for article in _addresses(question)}
    ids = program.ids_of(named)
    if len(ids) < len(named):
        terminal.note(f"{len(named) - len(ids)} of {len(named)} gold addresses are not loaded.")
    exam = Exam(questions, ids, given.replay, given.jobs)
    return _Prepared(program, exam, recipe(program, exam), RunFolder(out))


def _addresses(question: Question) -> list[str]:
    cited = [article for article in question.must_cite if "://" in article]
    return cited + [gold.url for gold in question.evidence if gold.url]


def _variant(
    given: argparse.Namespace, questions: QuestionSet, opened: Opened, variant: Variant, out: Path, default: _Prepared
) -> _Prepared:
    settings = varied(variant, os.environ, Path(".env"), given.data)
    prepared = _prepared(given, questions, opened, settings, out / "variants" / variant.folder)
    baselines.require_comparable(baselines.Run(f"the variant {variant.name}", prepared.config, ()), default.config)
    return prepared


def _run(given: argparse.Namespace, prepared: _Prepared) -> tuple[Document, baselines.Run]:
    exam, folder = prepared.exam, prepared.folder
    number = len(exam.set.questions)
    with folder.locked(), terminal.question_bar(number) as step:
        lines, totals = run(prepared.program.chain, exam, folder, prepared.config, step)
        if prepared.program.store.archive.digest() != prepared.config["corpus"]:
            folder.forget()
            raise UsageError("articles were loaded or removed while the questions were asked: run the set again")
        document = {
            "set": str(given.set),
            "questions": number,
            "config": prepared.config,
            **totals,
            "results": str(folder.results),
        }
        folder.finish(lines, document)
    return document, baselines.Run(str(folder.results.parent), prepared.config, lines)


def _ran_variant(given: argparse.Namespace, variant: Variant, prepared: _Prepared, default: baselines.Run) -> Document:
    document, after = _run(given, prepared)
    return {"variant": variant.name, **document, "comparison": baselines.comparison(default, after)}


def _against(before: baselines.Run, after: baselines.Run, gate: Gate) -> Document:
    """A metric whose drop the gate allows is judged by the gate alone."""
    found = baselines.comparison(before, after)
    return {**found, "regressions": [metric for metric in found["regressions"] if metric not in gate.drops]}


def _metrics(lines: Sequence[Line]) -> dict[str, float | None]:
    return aggregate(line["scores"] for line in lines)


def _text(document: Document) -> str:
    shown = [terminal.table(one.heading, one.columns, one.rows) for one in tables(document)]
    told = "\n".join([*verdicts(document), f"→ {document['results']}"])
    return "\n\n".join([f"{title(document)}\n{shown[0]}", *shown[1:], terminal.printable(told)])
