"""Pages in worker processes: order, limits, crashes and ends. The workers are real, and so are the hostile pages."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from ingest.crew import Limits, taken_apart
from ingest.hints import Hints
from ingest.page import NotAnArticle, Page, Unreadable
from ingest.sources.arrival import Arrival, Unopened
from vectorstore.article import Article

SHORT = Limits(seconds=3)
SIZE = 9_900_000  # just what one page may have
ENDLESS = '<div class="' + "a " * (SIZE // 2) + '">x</div>'  # takes trafilatura a minute


def hostile() -> Iterator[tuple[str, str]]:
    """What makes trafilatura, lxml or our own expressions slow, big or deep."""
    yield "nested divs", "<div>word " * 100_000
    yield "nested tables", "<table><tr><td>word " * 50_000
    yield "nested quotes", "<blockquote><p>word word</p>" * 50_000
    yield "nested spans", "<p>" + "<b><i>word " * 50_000
    yield "giant attribute", ENDLESS
    yield "a million attributes", "<p " + " ".join(f"a{n}=1" for n in range(900_000)) + ">"
    yield "a million tags", "<b>x</b>" * 1_000_000
    yield "a million links", "<a href=/x>y</a>" * 600_000
    yield "50 MB", "<p>word</p>" * 5_000_000
    yield "zeros", "\0" * 1_000_000
    yield "a few zeros", "<p>wo\0rd</p>" * 40
    yield "bait for the title", f"<meta property='og:title' content='{'&lt;a ' * (SIZE // 6)}'>"
    yield "bait for the byline", f"<meta name='author' content='{'(' * SIZE}'>"
    yield "bait for the date", f"<meta property='article:published_time' content='2025-11-12{' ' * SIZE}x'>"
    yield "deep data", f"<script type='application/ld+json'>{'[' * SIZE}</script>"
    statement = f'{{"@type": "Report", "articleBody": "{"&lt;" * 2_400_000}"}}'
    yield "giant statement", f"<script type='application/ld+json'>{statement}</script>"


def good(number: int) -> Unopened:
    said = "".join(
        f"<p>On day {day} of voyage {number} the ferry carried {day * 7 + number} passengers to Bergen and back.</p>"
        for day in range(6)
    )
    return opened(f"good {number}", f"<article><h1>Voyage {number}</h1>{said}</article>")


def opened(source: str, body: str) -> Unopened:
    content = f"<html><head><title>Ferry</title></head><body>{body}</body></html>".encode()
    return Unopened(Page(source, None, content, None, datetime.now(UTC)), Hints())


def workers(of: int) -> dict[int, str]:
    """The living child processes of a process, with their states."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, *_ = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parent) == of and state != "Z":
            found[int(file.parent.name)] = state
    return found


def busy_seconds(pid: int) -> float:
    """The time a process has computed."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def reason(arrival: Arrival) -> str:
    assert isinstance(arrival.content, Unreadable), arrival
    return arrival.content.reason


# The others lose nothing


def test_beside_hostile_pages_every_good_one_lands_in_its_place() -> None:
    named: list[str] = []

    def given() -> Iterator[Unopened]:
        for name, body in hostile():
            for one in (*map(good, range(20)), opened(name, body)):
                named.append(one.page.source)
                yield one

    arrivals = list(taken_apart(given(), 2, SHORT))

    assert [arrival.source for arrival in arrivals] == named
    assert [one for one in arrivals if one.source.startswith("good") and not isinstance(one.content, Article)] == []
    assert reason(next(one for one in arrivals if one.source == "giant attribute")).startswith("the page took longer")


def test_a_page_that_takes_too_long_fails_and_says_so() -> None:
    before, cut_off, after = taken_apart([good(1), opened("slow", ENDLESS), good(2)], 1, Limits(seconds=2))

    assert reason(cut_off) == "the page took longer than 2 seconds to take apart, and was given up"
    assert isinstance(before.content, Article)
    assert isinstance(after.content, Article)


def test_a_page_that_takes_too_much_memory_fails_and_says_so() -> None:
    limits = Limits(seconds=60, memory=220 << 20)

    cut_off, after = taken_apart([opened("big", "<p>" + "word " * 1_900_000), good(1)], 1, limits)

    assert reason(cut_off) == "the page needs more than 220 MB to take apart, and was given up"
    assert isinstance(after.content, Article)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (signal.SIGSEGV, "the page made its parser crash (SIGSEGV)"),
        (
            signal.SIGKILL,
            "what took the page apart was killed, as happens when the machine runs out of memory: try again",
        ),
    ],
)
def test_a_worker_that_crashes_costs_its_own_page_only(number: int, told: str) -> None:
    def given() -> Iterator[Unopened]:
        yield opened("crashing", ENDLESS)
        (worker,) = workers(os.getpid())
        while busy_seconds(worker) < 1:
            time.sleep(0.05)
        os.kill(worker, number)
        yield from map(good, range(20))

    crashed, *others = taken_apart(given(), 2)

    assert reason(crashed).startswith(told)
    assert all(isinstance(arrival.content, Article) for arrival in others)


def test_a_worker_that_ended_while_idle_costs_nothing() -> None:
    def given() -> Iterator[Arrival | Unopened]:
        yield good(1)
        # So many may not wait for it, so it is done when they have been taken.
        yield from (Arrival(str(number), NotAnArticle("none")) for number in range(40))
        (worker,) = workers(os.getpid())
        os.kill(worker, signal.SIGKILL)
        while alive(worker):
            time.sleep(0.05)
        yield good(2)

    first, *_, last = taken_apart(given(), 1)

    assert isinstance(first.content, Article)
    assert isinstance(last.content, Article)


def test_a_worker_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    (arrival,) = taken_apart([good(1)], 1)
    assert reason(arrival).startswith("the process that takes pages apart ended with status 1: ModuleNotFoundError")


# No more than needed


def test_what_is_no_page_needs_no_worker_and_waits_for_nothing() -> None:
    asked = 0

    def given() -> Iterator[Arrival]:
        nonlocal asked
        for asked in range(1, 500):
            yield Arrival(str(asked), NotAnArticle("none"))

    for number, arrival in enumerate(taken_apart(given(), 2), start=1):
        assert (arrival.source, asked) == (str(number), number)
    assert workers(os.getpid()) == {}


def test_sources_are_asked_for_little_more_than_is_taken() -> None:
    asked = 0

    def given() -> Iterator[Unopened]:
        nonlocal asked
        for asked in range(1, 101):
            yield opened("slow", ENDLESS) if asked == 1 else good(asked)

    most = 0
    for taken, _ in enumerate(taken_apart(given(), 2, SHORT)):
        most = max(most, asked - taken)
        assert len(workers(os.getpid())) <= 2
    assert (taken, most) == (99, 33)


def test_it_goes_on_in_another_thread_and_ends_when_nobody_wants_more() -> None:
    arrivals = taken_apart(map(good, range(100)), 2)
    found: list[Arrival] = []
    for _ in range(2):
        thread = Thread(target=lambda: found.append(next(arrivals)))
        thread.start()
        thread.join()
    assert len(workers(os.getpid())) == 2

    arrivals.close()

    assert [type(arrival.content) for arrival in found] == [Article, Article]
    assert workers(os.getpid()) == {}


def test_the_main_process_does_not_import_what_takes_pages_apart(own_settings: None, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(good(1).page.content)
    program = (
        "import sys\nfrom bot.build import Program\nfrom bot.settings import read_settings\n"
        "from ingest.hints import Hints\nfrom pathlib import Path\nimport os\n"
        "program = Program(read_settings(os.environ, Path('.env')))\n"
        "print([item.outcome for item in program.load(['page.html'], Hints())])\n"
        "print({'trafilatura', 'lxml', 'justext', 'htmldate'} & set(sys.modules))\n"
    )
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", program],
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("['added']\nset()\n", "")


# The end of the main process


@pytest.fixture
def loading(own_settings: None, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", list[int]]]:
    """A load whose two workers are both busy with endless pages."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.html").write_bytes(opened("", ENDLESS).page.content)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "load", "a.html", "b.html"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "DATELINE_WORKERS": "2"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        while process.poll() is None:
            found = list(workers(process.pid))
            if len(found) == 2 and all(busy_seconds(pid) > 1 for pid in found):
                break
            time.sleep(0.05)
        yield process, found
        process.kill()


def test_killed_it_leaves_no_process_behind(loading: tuple["subprocess.Popen[str]", list[int]]) -> None:
    process, found = loading
    process.kill()
    process.communicate()

    gone(found)


def test_stopped_by_hand_it_ends_in_one_line(loading: tuple["subprocess.Popen[str]", list[int]]) -> None:
    process, found = loading
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    out, err = process.communicate()

    assert (process.returncode, out) == (130, "")
    assert err == "Stopped. What had landed is kept; the next `dateline load` makes it findable.\n"
    gone(found)


def gone(pids: list[int]) -> None:
    """Wait until none of the processes computes any more, well before the time limit of a page would end them."""
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a worker outlived the main process"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
