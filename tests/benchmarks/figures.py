"""How the benchmarks tell their figures: a table on stdout, a JSON file where one is wanted, and the machine."""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a process that has ended took, with those that it started, by the system's own account.

    Their memory together is looked at 20 times a second (Linux).
    """

    status: int
    wall_s: float
    cpu_s: float
    peak_mb: float


def options(doc: str | None) -> argparse.ArgumentParser:
    """The command line that every benchmark has."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    return parser


def tell(title: str, rows: Sequence[Row], figures: Mapping[str, Any], file: Path | None) -> None:
    """Print a table whose first row is its head; write the figures with the machine they were measured on."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())
    print(", ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    if file:
        file.write_text(json.dumps({"machine": machine(), **figures}, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, str | int | float]:
    """Where and how busy: the load is that of the last five minutes, this benchmark's own included."""
    return {
        "cores": os.cpu_count() or 1,
        "load": round(os.getloadavg()[1], 1),
        "processor": platform.machine(),
        "python": platform.python_version(),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all is not above; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def memory_mb(process: str = "self") -> float:
    """What a process holds in memory now (Linux)."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def disk_bytes(folder: Path) -> int:
    """What the files of a folder hold."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def run(arguments: Sequence[str], **environment: str) -> Finished:
    """Run `dateline` in a process of its own; what it prints is thrown away, but for its errors."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments], stdout=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    with _watched(process.pid) as together_mb:
        _, status, used = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody waits for it again
    # Linux counts the parent's memory at the start as the child's; the parents here stay smaller than what they start.
    peak_mb = max(used.ru_maxrss / 1024, *together_mb)
    return Finished(process.returncode, wall_s, used.ru_utime + used.ru_stime, peak_mb)


@contextmanager
def _watched(process: int) -> Iterator[list[float]]:
    """The memory that a process and its children hold, in MB, time after time."""
    found, ended = [0.0], Event()

    def look() -> None:
        while not ended.wait(0.05):
            with suppress(OSError):  # one of them ended at that moment
                children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
                found.append(sum(memory_mb(one) for one in (str(process), *children)))

    looking = Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        ended.set()
        looking.join()
