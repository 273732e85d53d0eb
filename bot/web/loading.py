"""The editors' tab: addresses and dropped files go to the loading pipeline; the report grows as they land.

Loading runs in its own thread, so an editor who leaves the page loses nothing that had begun.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import urlsplit

import gradio as gr

from bot import terminal
from bot.build import Program
from bot.failures import explained
from bot.turn import well_formed
from ingest.hints import Hints
from ingest.pipeline import Item

_log = logging.getLogger(__name__)
_ROWS = 300
_EVERY_S = 0.25


@dataclass
class Report:
    """What has landed so far, how far indexing is, and how it ended."""

    items: list[Item] = field(default_factory=list)
    indexed: tuple[int, int] | None = None
    ended: str | None = None

    def html(self) -> str:
        """One row an item under a line that sums up; where there are very many, the rows that give a reason."""
        items = (
            self.items
            if len(self.items) <= _ROWS
            else [item for item in self.items if item.reason or item.warning][:_ROWS]
        )
        rows = "".join(_row(item) for item in items)
        table = (
            "<table><thead><tr><th scope=col>Source</th><th scope=col>Outcome</th><th scope=col>Reason</th></tr>"
            f"</thead><tbody>{rows}</tbody></table>"
            if rows
            else ""
        )
        hidden = len(self.items) - len(items)
        more = f"<p>{hidden:,} more are not listed.</p>" if hidden else ""
        return f'<p role="status">{escape(self.summary())}</p>{table}{more}'

    def summary(self) -> str:
        """How many came to what, and whether it is over."""
        counts = terminal.counts(self.items)
        so_far = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
        if self.ended is not None:
            return " ".join(part for part in (f"{so_far or 'Nothing was loaded'}.", self.ended) if part)
        indexing = f"; indexing passage {self.indexed[0]:,} of {self.indexed[1]:,}" if self.indexed else ""
        return f"Loading: {so_far or 'nothing yet'}{indexing} …"


def add_tab(program: Program) -> gr.events.Dependency:
    """The tab's blocks; gives the event that loads, for what comes after it."""
    gr.Markdown(
        "Addresses and files are loaded into the archive of this machine. What is known already stays as it is."
    )
    addresses = gr.Textbox(
        label="Addresses, one a line", placeholder="https://…", lines=4, max_lines=12, elem_id="addresses"
    )
    files = gr.File(
        label="Files (.html, .html.gz, .txt, .md, .jsonl)", file_count="multiple", height=140, elem_id="files"
    )
    button = gr.Button("Load", variant="primary", elem_id="load-button")
    report = gr.HTML(elem_id="report")

    def run(pasted: str | None, dropped: list[str] | None) -> Iterator[tuple[str, gr.Button]]:
        for html in reports(program, well_formed(pasted or ""), dropped or []):
            yield html, gr.Button("Loading …", interactive=False)
        yield html, gr.Button("Load", interactive=True)

    return button.click(
        run,
        [addresses, files],
        [report, button],
        concurrency_limit=1,
        api_visibility="private",
        show_progress="hidden",
    )


def reports(program: Program, pasted: str, dropped: Sequence[str]) -> Iterator[str]:
    """The report's HTML as it grows; the last one is final."""
    sources, refused = addresses(pasted)
    report = Report(items=refused)
    if not (sources or refused or dropped):
        yield '<p role="status">Paste an address or drop a file first.</p>'
        return
    yield report.html()
    news: SimpleQueue[Item | tuple[int, int] | str] = SimpleQueue()
    Thread(target=_load, args=(program, [*sources, *dropped], news), name="loading", daemon=True).start()
    while report.ended is None:
        _take(news, report)
        yield report.html()


def addresses(pasted: str) -> tuple[list[str], list[Item]]:
    """The addresses of a text, one a line, and an item for each line that is none.

    A bare path is refused: pasted into a page, it must not read this machine's files.
    """
    lines = [line.strip() for line in pasted.splitlines() if line.strip()]
    good = [line for line in lines if _is_address(line)]
    reason = "not an address of the web (http:// or https://)"
    return good, [Item(line, "failed", reason=reason) for line in lines if not _is_address(line)]


def _is_address(line: str) -> bool:
    try:
        found = urlsplit(line)
    except ValueError:
        return False
    return found.scheme in ("http", "https") and bool(found.netloc)


def _load(program: Program, sources: Sequence[str], news: SimpleQueue[Item | tuple[int, int] | str]) -> None:
    """Load in this thread; what happens goes into `news`, and a text ends it."""
    started = time.perf_counter()
    try:
        if sources:
            for item in program.load(sources, Hints(), lambda done, of: news.put((done, of))):
                news.put(replace(item, source=_as_named(item.source, sources)))
        news.put(f"Done in {time.perf_counter() - started:.1f} s.")
    except Exception as error:  # noqa: BLE001  (it ends the report; what is not explained is logged)
        failure = explained(error)
        if failure is None:
            _log.exception("loading failed")
        news.put(failure.message if failure else "Something went wrong; it is in the log.")


def _take(news: SimpleQueue[Item | tuple[int, int] | str], report: Report) -> None:
    """Put what has come, for a moment's time, into the report."""
    until = time.monotonic() + _EVERY_S
    while report.ended is None and (left := until - time.monotonic()) > 0:
        try:
            event = news.get(timeout=left)
        except Empty:
            return
        if isinstance(event, Item):
            report.items.append(event)
        elif isinstance(event, str):
            report.ended = event
        else:
            report.indexed = event


def _as_named(source: str, sources: Sequence[str]) -> str:
    """A file by the name it was dropped with, without the folder that uploads land in."""
    for one in sources:
        if not _is_address(one) and source.startswith(one):
            return Path(one).name + source.removeprefix(one)
    return source


def _row(item: Item) -> str:
    cells = (item.source, item.outcome, item.reason or item.warning or "")
    return f'<tr class="{item.outcome}">' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
