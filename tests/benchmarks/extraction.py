"""How fast saved pages become articles: in this process one after the other, and in worker processes.

    python tests/benchmarks/extraction.py FOLDER [--pages 300] [--workers 1 2 4] [--rounds 3] [--json FILE]

FOLDER holds saved pages (.html, .html.gz), which are taken again from the first where they are fewer than
`--pages`. Every measurement is a fresh process, the ways take turns, and the table has the medians: articles a
second (start-up included), as a ratio to the first row, the highest resident memory of the main process and of
the largest worker in MB, and the milliseconds until the first page is done in a fresh process, imports included.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

# Everything of ours is imported where that is measured.
if TYPE_CHECKING:
    from ingest.sources.arrival import Arrival, Unopened

ROOT = Path(__file__).parents[2]
BYTES = 10_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--workers", type=int, nargs="+", default=sorted({1, 2, min(os.cpu_count() or 1, 4)}))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure is not None:
        print(json.dumps(measured(given.folder, given.pages, given.measure)))
        return
    ways = [0, *given.workers]
    rows: dict[int, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(given.rounds):
        for way in ways:
            first = fresh(given.folder, 1, way)["seconds"]
            rows[way].append({**fresh(given.folder, given.pages, way), "first_ms": 1000 * first})
    table = [{"workers": way, **{key: median(row[key] for row in rows[way]) for key in rows[way][0]}} for way in ways]
    for row in table:
        row["ratio"] = table[0]["seconds"] / row["seconds"]
    print("     workers  pages/s  ratio  main MB  worker MB  first ms  articles")
    for row in table:
        name = row["workers"] or "this process"
        print(
            f"{name:>12} {given.pages / row['seconds']:8.1f} {row['ratio']:6.2f} {row['main_mb']:8.0f} "
            f"{row['worker_mb']:10.0f} {row['first_ms']:9.0f} {row['articles']:9.0f}"
        )
    if given.json:
        given.json.write_text(json.dumps({"pages": given.pages, "rounds": given.rounds, "rows": table}, indent=1))


def fresh(folder: Path, pages: int, workers: int) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, __file__, str(folder), "--pages", str(pages), "--measure", str(workers)]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    row: dict[str, float] = json.loads(done.stdout)
    return row


def measured(folder: Path, pages: int, workers: int) -> dict[str, float]:
    """Take the pages apart with so many workers, or with none here."""
    started = time.perf_counter()
    articles, largest = 0, 0
    for is_article in in_workers(folder, pages, workers) if workers else here(folder, pages):
        articles += is_article
        largest = max(largest, *map(peak_kb, children()), 0)
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "articles": articles,
        "main_mb": peak_kb(os.getpid()) / 1024,
        "worker_mb": largest / 1024,
    }


def here(folder: Path, pages: int) -> Iterator[bool]:
    """As a program without workers would."""
    from ingest.extract import extract
    from ingest.sources.arrival import Unopened
    from vectorstore.article import Article

    for one in sources(folder, pages):
        if isinstance(one, Unopened):
            yield isinstance(extract(one.page, one.hints), Article)


def in_workers(folder: Path, pages: int, workers: int) -> Iterator[bool]:
    """As a load does."""
    from ingest.crew import taken_apart
    from vectorstore.article import Article

    for arrival in taken_apart(sources(folder, pages), workers):
        yield isinstance(arrival.content, Article)


def sources(folder: Path, pages: int) -> "Iterator[Arrival | Unopened]":
    """So many pages of the folder, read when they are asked for."""
    from ingest.hints import Hints
    from ingest.sources.files import read_path

    files = sorted(file for file in folder.rglob("*") if file.name.lower().endswith((".html", ".html.gz")))
    if not files:
        sys.exit(f"{folder} holds no saved pages")
    for file in islice(cycle(files), pages):
        yield from read_path(file, Hints(), BYTES)


def children() -> list[int]:
    """The processes that this one started and that still run."""
    return [int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()]


def peak_kb(pid: int) -> int:
    """The highest resident memory of a process so far; 0 if it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
