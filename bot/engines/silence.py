"""A service that only says that it is still there counts as silent.

Comments in an event stream keep the line open past every read time-out; a reader waits for words.
"""

import time
from collections.abc import Iterator
from functools import partial

import httpx2
from openai import DefaultHttpxClient


def client_that_tires(seconds: float) -> httpx2.Client:
    """An HTTP client for OpenAI-compatible services that gives up after so many seconds without content."""
    return DefaultHttpxClient(timeout=seconds, event_hooks={"response": [partial(_bound, seconds)]})


def _bound(seconds: float, response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Tiring(response.stream, seconds)


class _Tiring(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, seconds: float) -> None:
        self._stream = stream
        self._seconds = seconds

    def __iter__(self) -> Iterator[bytes]:
        last = time.monotonic()
        for part in self._stream:
            if b"data:" in part or not part.lstrip().startswith(b":"):
                last = time.monotonic()
            elif time.monotonic() - last > self._seconds:
                raise httpx2.ReadTimeout("only comments came")
            yield part

    def close(self) -> None:
        self._stream.close()
