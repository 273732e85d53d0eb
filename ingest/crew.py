"""Pages are taken apart in worker processes: what a hostile one does to its worker hurts no other page.

    what sources gave, some of it pages → a free worker each → articles or reasons, in the same order

A page is asked of its source only when it can be begun or waits for few others, so memory does not grow with the
number of articles. `worker` is the program that runs in each process.
"""

import json
import pickle
import selectors
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, cast

from ingest.page import NotAnArticle, Unreadable
from ingest.sources.arrival import Arrival, Unopened
from ingest.worker import OUT_OF_MEMORY
from vectorstore.article import Article

_AHEAD = 32  # arrivals that wait for an earlier page; only as many of them as there are workers are pages still
# The path of this process, whichever way it was started; its main module is not imported again.
_PROGRAM = (
    "import sys; seconds, memory, *sys.path = sys.argv[1:]; "
    "from ingest.worker import serve; serve(float(seconds), int(memory))"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take: seconds, and bytes of its worker's address space (of which 200 MB are the program)."""

    seconds: float = 20.0
    memory: int = 1 << 30


def taken_apart(
    given: Iterable[Arrival | Unopened], workers: int, limits: Limits = Limits()
) -> Generator[Arrival, None, None]:
    """What was given, in its order, the pages after one of `workers` processes has taken them apart.

    Processes start when pages need them, and end with this generator, or with this process however it ends.
    """
    crew = _Crew(workers, limits)
    waiting: deque[_Place] = deque()
    try:
        for one in given:
            waiting.append(crew.begin(one))
            yield from crew.done(waiting, _AHEAD)
        yield from crew.done(waiting, 0)
    finally:
        crew.end()


@dataclass(slots=True)
class _Place:
    """A place in the row; a page in it gives way to what came of it."""

    content: Arrival | Unopened


class _Crew:
    """The workers, each with one page at most."""

    def __init__(self, most: int, limits: Limits) -> None:
        self._most = most
        self._limits = limits
        self._workers: list[_Worker] = []

    def begin(self, one: Arrival | Unopened) -> _Place:
        """A place for it; with a page, a worker has begun, which may have to be waited for."""
        place = _Place(one)
        if isinstance(one, Unopened):
            self._free().begin(place, one)
        return place

    def done(self, waiting: deque[_Place], most: int) -> Iterator[Arrival]:
        """What is done at the head of the row; waits until at most `most` places are left in it."""
        self._collect(wait=False)
        while waiting:
            first = waiting[0].content
            if isinstance(first, Arrival):
                waiting.popleft()
                yield first
            elif len(waiting) > most:
                self._collect(wait=True)
            else:
                return

    def end(self) -> None:
        for worker in self._workers:
            worker.end()

    def _free(self) -> "_Worker":
        self._collect(wait=False)
        while len(self._workers) == self._most and all(worker.busy for worker in self._workers):
            self._collect(wait=True)
        idle = next((worker for worker in self._workers if not worker.busy), None)
        if idle is None:
            idle = _Worker(self._limits)
            self._workers.append(idle)
        return idle

    def _collect(self, wait: bool) -> None:
        """Put what is finished in its place, and dismiss the workers that ended."""
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                if worker.busy:
                    selector.register(worker.replies, selectors.EVENT_READ, worker)
            if selector.get_map():
                for key, _ in selector.select(None if wait else 0):
                    key.data.finish()
        for worker in [worker for worker in self._workers if worker.ended]:
            worker.end()
            self._workers.remove(worker)


class _Worker:
    """One worker process, as seen from outside."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._task: tuple[_Place, Unopened] | None = None
        # A session of its own keeps a terminal's Ctrl-C from it. Nobody reads stderr while it runs: see `worker`.
        self._process = subprocess.Popen(  # noqa: S603 (only our own program is run)
            [sys.executable, "-c", _PROGRAM, str(limits.seconds), str(limits.memory), *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._pages, self.replies, self._errors = (cast("IO[bytes]", stream) for stream in streams)

    @property
    def busy(self) -> bool:
        return self._task is not None

    @property
    def ended(self) -> bool:
        return not self.busy and self._process.poll() is not None

    def begin(self, place: _Place, page: Unopened) -> None:
        self._task = place, page
        with suppress(BrokenPipeError):  # it ended; `finish` says why
            pickle.dump((page.page, page.hints), self._pages)
            self._pages.flush()

    def finish(self) -> None:
        """Wait for the article, or for the end of the process instead, and put what came of the page in its place."""
        if self._task:
            place, page = self._task
            place.content = page.opened(self._outcome())
            self._task = None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._pages, self.replies, self._errors):
            with suppress(BrokenPipeError):  # what it did not read is given up
                stream.close()

    def _outcome(self) -> Article | NotAnArticle | Unreadable:
        line = self.replies.readline()
        if not line.endswith(b"\n"):
            return Unreadable(self._why_ended(self._process.wait()))
        kind, told = json.loads(line)
        if kind == "Article":
            return Article(**{**told, "authors": tuple(told["authors"])})
        return NotAnArticle(**told) if kind == "NotAnArticle" else Unreadable(**told)

    def _why_ended(self, status: int) -> str:
        if status == -signal.SIGALRM:
            return f"the page took longer than {self._limits.seconds:g} seconds to take apart, and was given up"
        if status == OUT_OF_MEMORY:
            return f"the page needs more than {self._limits.memory >> 20:,} MB to take apart, and was given up"
        if status == -signal.SIGKILL:
            return "what took the page apart was killed, as happens when the machine runs out of memory: try again"
        if status < 0:
            return f"the page made its parser crash ({signal.Signals(-status).name})"
        said = self._errors.read().decode(errors="replace").strip().splitlines() or ["it did not say why"]
        return f"the process that takes pages apart ended with status {status}: {said[-1]}"
