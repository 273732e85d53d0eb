"""Measures the wait for an answer: to its first verified sentence when Dateline is warm, and of a cold `dateline ask`.

    python -m tests.benchmarks.answering --data DIR --questions questions.jsonl

Without a set, the page's example questions are asked. The extractive engine answers: a chat model's time is its own.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bot.build import Program
from bot.events import Question, Said
from bot.settings import read_settings
from bot.web.examples import Examples

from .figures import Finished, Row, options, percentile, run, tell
from .spent import Spent, spent

_WANTED_MS, _WANTED_COLD_S = 300, 2.5
_SLOWEST = 8  # packages that are named
_IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\w+)")
_EXTRACTIVE = {"DATELINE_MODEL": "extractive"}


def warm(program: Program, questions: Sequence[str]) -> tuple[list[Spent], list[Spent]]:
    """What it takes to the first sentence of each answer, and to the end of each decline."""
    chain = program.plain_chain
    chain.invoke(Question(questions[0]))  # loads the model and opens the indexes
    said, declined = list[Spent](), list[Spent]()
    for question in questions:
        events = chain.stream(Question(question))
        first, took = spent(lambda: next((event for event in events if isinstance(event, Said)), None))  # noqa: B023
        (said if first else declined).append(took)
    return said, declined


def cold(data: Path, question: str, times: int) -> list[Finished]:
    """`dateline ask` in new processes; the first one, which finds the files unread, is not counted."""
    ended = [run(["ask", "--data", str(data), question], **_EXTRACTIVE) for _ in range(times + 1)][1:]
    if any(one.status for one in ended):
        raise SystemExit("`dateline ask` failed")
    return ended


def imports(data: Path, question: str) -> dict[str, float]:
    """The seconds that a cold `dateline ask` spends in importing each package's own modules, the slowest first."""
    command = [sys.executable, "-X", "importtime", "-m", "bot", "ask", "--data", str(data), question]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **_EXTRACTIVE})
    seconds = Counter[str]()
    for microseconds, package in _IMPORT.findall(done.stderr):
        seconds[package] += int(microseconds)
    return {package: own / 1e6 for package, own in seconds.most_common()}


def read_questions(file: Path) -> list[str]:
    """The questions of a set that stand by themselves."""
    rows = map(json.loads, filter(str.strip, file.read_text(encoding="utf-8").splitlines()))
    return [row["question"] for row in rows if not row.get("history")]


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="a folder with loaded articles")
    parser.add_argument("--questions", type=Path, metavar="SET.jsonl")
    parser.add_argument("--times", type=int, default=7, metavar="N", help="cold starts")
    given = parser.parse_args()
    program = Program(read_settings(os.environ, Path(".env"), given.data))
    program.heal(print)
    made = Examples(program.store, program.plain_chain)
    questions = read_questions(given.questions) if given.questions else list(made.now())
    if not questions:
        raise SystemExit("no questions: name a set with --questions")
    said, declined = warm(program, questions)
    ended = cold(given.data, questions[0], given.times)
    own = imports(given.data, questions[0])

    rows: list[Row] = [("milliseconds", "times", "p50", "p95", "CPU p50", "CPU p95", "wanted")]
    starts = [Spent(one.wall_s, one.cpu_s) for one in ended]
    rows += [
        _row("warm, to the first sentence", said, f"< {_WANTED_MS}"),
        _row("warm, to a decline", declined, ""),
        _row("cold `dateline ask`", starts, f"< {_WANTED_COLD_S * 1000:.0f}"),
    ]
    rows.append(("of a cold start, importing:", f"{len(own)}", f"{sum(own.values()) * 1000:.0f}", "", "", "", ""))
    rows += [(f"  {name}", "", f"{took * 1000:.0f}", "", "", "", "") for name, took in list(own.items())[:_SLOWEST]]
    figures = {
        "first_sentence_s": [asdict(one) for one in said],
        "decline_s": [asdict(one) for one in declined],
        "cold_ask": [asdict(one) for one in ended],
        "imports_s": own,
    }
    tell(f"Answering {len(questions)} questions", rows, figures, given.json)


def _row(name: str, took: Sequence[Spent], wanted: str) -> Row:
    wall, cpu = [one.wall for one in took], [one.cpu for one in took]
    values = (percentile(seconds, share) * 1000 for seconds in (wall, cpu) for share in (0.5, 0.95))
    return (name, str(len(took)), *(f"{value:.0f}" for value in values), wanted)


if __name__ == "__main__":
    main()
