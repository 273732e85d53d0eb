"""The program of a worker process: pages come in, articles go out, one at a time, within limits that the kernel keeps.

A page that takes too long or too much memory, or makes its parser crash, ends this process and nothing else;
`crew` reads why from the exit status, and starts another one. Pages come pickled on stdin; replies go as JSON
lines to stdout, since nothing that had a hostile page in its hands is to be unpickled.
"""

import fcntl
import json
import os
import pickle
import resource
import signal
import sys
from dataclasses import asdict

OUT_OF_MEMORY = 12  # the exit status; the number of ENOMEM


def serve(seconds: float, memory: int) -> None:
    """Take apart the pages that come, each within `seconds` and `memory` (bytes of address space)."""
    _limit(memory)
    _end_with_the_main_process()
    try:
        _serve(seconds)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # at once, for tidying up needs memory, too


def _serve(seconds: float) -> None:
    from ingest.extract import extract  # slow, and what goes wrong in it is still told on stderr

    pages, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # what a library prints is no reply, and nobody reads it
        os.dup2(silence, stream)
    while True:
        try:
            page, hints = pickle.load(pages)  # noqa: S301 (the main process made it)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds)
        found = extract(page, hints)
        reply = json.dumps([type(found).__name__, asdict(found)]).encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        replies.write(reply + b"\n")
        replies.flush()


def _limit(memory: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process, even deep inside a regular expression


def _end_with_the_main_process() -> None:
    """Have the kernel end this process when the other end of stderr closes, however the main process ended.

    An idle worker would see the end of stdin, but a busy one looks at nothing.
    """
    leash = os.dup(2)
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(leash, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(leash, fcntl.F_SETFL, fcntl.fcntl(leash, fcntl.F_GETFL) | os.O_ASYNC)
