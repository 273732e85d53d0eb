"""The terminal: progress, reports and answers in plain words."""

import io
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.answer import Answer, paragraphs
from bot.citations import carried_by

if TYPE_CHECKING:
    from ingest.pipeline import Item
    from vectorstore.health import Check

_WIDE = 240  # columns; a table is cut by nothing but the terminal it is shown in
_WORDY = ("metric", "in", "question")
OUTCOMES = ("added", "updated", "unchanged", "duplicates", "skipped", "failed")


class LoadingBar:
    """A bar on a terminal's stderr while articles land and passages are indexed; nothing elsewhere."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._landing = progress.add_task("Articles", total=None, visible=False)
        self._indexing = progress.add_task("Passages", total=None, visible=False)

    def landed(self, item: "Item") -> None:
        """One more article, or a line that says why it is none, or what is to be looked at in it."""
        self._progress.update(self._landing, advance=1, visible=True)
        if told := item.reason or item.warning:
            line = one_line(f"{item.outcome}: {item.source}: {told}")
            self._progress.console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)

    def indexed(self, done: int, of: int) -> None:
        """So many passages of this batch are indexed."""
        self._progress.update(self._indexing, completed=done, total=of, visible=True)


@contextmanager
def loading_bar() -> Iterator[LoadingBar]:
    """The bar for one load, or one rebuilding of the indexes."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        yield LoadingBar(progress)


@contextmanager
def question_bar(questions: int) -> Iterator[Callable[[int], None]]:
    """A bar for a run of a question set; what it gives is told how many more questions are done."""
    console = Console(stderr=True)
    columns = (TextColumn("Questions"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=questions)
        yield lambda done: progress.advance(task, done)


def counts(items: "Iterable[Item]") -> dict[str, int]:
    """How many items ended in each outcome, in the report's order."""
    found = Counter[str](item.outcome for item in items)
    return {name: found[name.removesuffix("s")] for name in OUTCOMES}


def load_summary(items: "Iterable[Item]", seconds: float) -> str:
    """The counts in one line; the items that did not land have had theirs."""
    told = ", ".join(f"{number} {name}" for name, number in counts(items).items() if number) or "nothing"
    return f"{told} in {seconds:.1f} s"


def answer_text(answer: Answer) -> str:
    """The answer with its markers, then what is cited, each with the sentence it rests on."""
    parts = [answer.notice] if answer.notice else []
    parts += [answer.declined.message] if answer.declined else []
    parts += [" ".join(map(str, paragraph)) for paragraph in paragraphs(answer.sentences)]
    width = min(shutil.get_terminal_size().columns, 100)
    text = "\n\n".join(textwrap.fill(printable(part), width) for part in parts)
    sources = []
    for one in answer.citations:
        head = ", ".join(part for part in (one.outlet, (one.published or "")[:10], one.title) if part)
        lines = [f"[{one.n}] {head}", f"“{one.quote}”", one.url or "", carried_by([one])]
        sources.append("\n    ".join(printable(line) for line in lines if line))
    return "\n\n".join([text, "\n".join(sources)]).strip()


def table(heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text: words to the left, figures to the right."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, name in enumerate(columns):
        grid.add_column(name, no_wrap=True, justify="left" if place == 0 or name in _WORDY else "right")
    for row in rows:
        grid.add_row(*(Text(one_line(cell)) for cell in row))
    written = io.StringIO()
    Console(file=written, width=_WIDE).print(grid)
    lines = [line.rstrip() for line in written.getvalue().splitlines()]
    return "\n".join([one_line(heading)] * bool(heading) + lines).rstrip()


def check_line(check: "Check") -> str:
    """What a check found, and under it what to do."""
    line = f"{'ok   ' if check.healthy else 'FAULT'}  {check.name}: {one_line(check.found)}"
    return line if check.healthy else f"{line}\n       → {one_line(check.remedy)}"


def printable(text: str) -> str:
    """Text without control characters, which could steer a terminal."""
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")


def one_line(text: str) -> str:
    """Printable text without line breaks."""
    return " ".join(printable(text).splitlines())


def note(message: str) -> None:
    """A line for whoever watches, on stderr."""
    print(printable(message), file=sys.stderr)
