"""A Chroma server over HTTP, by its documented interface (`/api/v2`), with a limit of time on every call.

Chroma's own client waits for ever, and asks the server before it could be told not to. Here every failure is one line
that names the setting; addresses and keys are in none, for readers see it. A server that failed rests for some seconds,
so that only one question waits for it.
"""

import json
import threading
import time
from typing import Any
from urllib.parse import quote

import httpx2

from vectorstore.indexes.vectors import NoVectorsError

_CONNECT_S = 3.0
_MOST_BYTES = 20_000_000  # of a reply, which are passage numbers
_NONE = "What answers at DATELINE_CHROMA_URL is no Chroma server of version 1."
_SERVER = "The Chroma server at DATELINE_CHROMA_URL"


class NotThereError(Exception):
    """The server has no such thing (status 404)."""


class ChromaServer:
    """One database of one server. Threads may share it.

    Each call has a connection of its own: a server that came back is reached at once.
    """

    def __init__(
        self, url: str, token: str | None, tenant: str, database: str, answer_s: float = 5.0, rest_s: float = 10.0
    ) -> None:
        """`answer_s` is the time in seconds for one answer in all, `rest_s` that without calls after a failure."""
        self._token = token
        self._tenant, self._database = tenant, database
        self._root = f"{url.rstrip('/')}/api/v2"
        self._place = f"{self._root}/tenants/{quote(tenant, safe='')}/databases/{quote(database, safe='')}"
        # Chroma Cloud and Chroma's examples of a proxy read one header each.
        headers = {"X-Chroma-Token": token, "Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx2.Client(headers=headers, limits=httpx2.Limits(max_keepalive_connections=0))
        self._answer_s, self._rest_s = answer_s, rest_s
        self._checking = threading.Lock()
        self._checked = False
        self._failed: tuple[float, str] | None = None

    def soon(self) -> float:
        """The moment (of `time.monotonic`) until which an answer has to be there."""
        return time.monotonic() + self._answer_s

    def call(self, method: str, path: str, until: float, content: object = None) -> Any:
        """What the server answers to a call on a path in its database; raises `NoVectorsError`, `NotThereError`."""
        if self._failed and time.monotonic() < self._failed[0]:
            raise NoVectorsError(self._failed[1])
        try:
            self._check(until)
            answer = self._send(method, self._place + path, until, content)
        except NoVectorsError as error:
            self._checked = False
            self._failed = (time.monotonic() + self._rest_s, str(error))
            raise
        self._failed = None
        return answer

    def _check(self, until: float) -> None:
        """Once, and again after each failure: is it a Chroma server that we know, with our database?"""
        with self._checking:
            if self._checked:
                return
            try:
                version = self._send("GET", f"{self._root}/version", until)
            except NotThereError:
                raise NoVectorsError(_NONE) from None
            if not isinstance(version, str):
                raise NoVectorsError(_NONE)
            if not version.startswith("1."):
                raise NoVectorsError(f"{_SERVER} has version {version[:20]}, and Dateline needs 1: set it to another.")
            try:
                self._send("GET", self._place, until)
            except NotThereError:
                raise NoVectorsError(
                    f"{_SERVER} has no database {self._database} of a tenant {self._tenant}:"
                    " check DATELINE_CHROMA_DATABASE and DATELINE_CHROMA_TENANT, or make it there."
                ) from None
            self._checked = True

    def _send(self, method: str, url: str, until: float, content: object = None) -> Any:
        left = max(0.01, until - time.monotonic())
        try:
            with self._client.stream(
                method, url, json=content, timeout=httpx2.Timeout(left, connect=min(left, _CONNECT_S))
            ) as response:
                body = bytearray()
                for part in response.iter_bytes():
                    body += part
                    if time.monotonic() > until or len(body) > _MOST_BYTES:
                        raise NoVectorsError(f"{_SERVER} does not come to an end with its answer.")
        except httpx2.TimeoutException as error:
            raise NoVectorsError(f"{_SERVER} does not answer in time. Check that it runs.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            # Others may quote a header.
            reason = str(error)[:200] if isinstance(error, httpx2.NetworkError) else type(error).__name__
            raise NoVectorsError(f"{_SERVER} cannot be reached ({reason}). Check that it runs.") from error
        return self._read(response.status_code, bytes(body))

    def _read(self, status: int, body: bytes) -> Any:
        if status in (401, 403):
            raise NoVectorsError(f"{_SERVER} refuses the token (status {status}): set DATELINE_CHROMA_TOKEN.")
        if 300 <= status < 400:
            raise NoVectorsError(
                f"{_SERVER} sends elsewhere (status {status}): set DATELINE_CHROMA_URL to where it really is."
            )
        try:
            answer = json.loads(body)
        except ValueError:
            if status >= 500:  # of whatever stands before a server that is down
                raise NoVectorsError(f"{_SERVER} failed (status {status}).") from None
            raise NoVectorsError(_NONE) from None
        if status == 404:
            raise NotThereError
        if status >= 400:
            raise NoVectorsError(f"{_SERVER} failed (status {status}{self._told(answer)}).")
        return answer

    def _told(self, answer: Any) -> str:
        """What the server says about a failure; nothing where it repeats the token."""
        said = " ".join(str(answer.get("message", "")).split())[:200] if isinstance(answer, dict) else ""
        return f": {said}" if said and not (self._token and self._token in said) else ""
