"""The end of the time that a fetch may take, held against servers that answer a byte at a time."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from ingest.replies import FetchError


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment at which a fetch is over, on the monotonic clock, and the seconds it was given."""

    seconds: float
    ends: float

    def left(self) -> float:
        """Seconds that remain, more than 0; raises `FetchError` when none do."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise self.missed()
        return left

    def missed(self) -> FetchError:
        """What to raise when it has passed."""
        return FetchError(f"No complete answer came within {self.seconds:g} seconds: try later.", permanent=False)


@contextmanager
def watchdog(line: socket.socket, deadline: Deadline) -> Iterator[threading.Event]:
    """Cuts a line off at the deadline and says so in the event.

    A socket's own timeout starts anew with every byte, so a server that drips would never meet it.
    """
    cut_off = threading.Event()

    def cut() -> None:
        cut_off.set()
        with suppress(OSError):
            # Not SSLSocket.shutdown: that takes the encryption away under the reader's hands.
            socket.socket.shutdown(line, socket.SHUT_RDWR)

    timer = threading.Timer(deadline.left(), cut)
    timer.daemon = True
    timer.start()
    try:
        yield cut_off
    finally:
        timer.cancel()
        timer.join()
