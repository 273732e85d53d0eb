"""The guard before the application: only what the page itself asks for passes, and no more of it than it needs.

Gradio serves many addresses besides: its caches, uploads, recordings. All that is not named here is not found. A
call is read whole and checked before Gradio sees it, for Gradio treats whatever names a file as a file.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CALLS = ("/gradio_api/run/predict", "/gradio_api/queue/join")
_READERS = {
    "GET": re.compile(
        r"/|/config|/theme\.css|/favicon\.ico|/article/.+|/(assets|static)(/[\w-][\w.-]*)+"
        r"|/gradio_api/queue/data|/gradio_api/heartbeat/\w+"
    ),
    "POST": re.compile("|".join((*map(re.escape, _CALLS), "/gradio_api/cancel", "/gradio_api/reset"))),
}
_UPLOAD = "/gradio_api/upload"
_EDITORS = {"GET": re.compile(r"/gradio_api/upload_progress"), "POST": re.compile(re.escape(_UPLOAD))}
_CALL_BYTES = 64_000
_EDITORS_CALL_BYTES = 1_000_000  # a long list of addresses or of files
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HEADERS = {
    # Gradio's own scripts are inline and compile templates.
    "Content-Security-Policy": (
        "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self';"
        " form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What passes. `inputs` has the functions that the page may call: of each input, whether it takes files.

    `names` are the only ones answered to, and None answers to any: a foreign name at a loopback address is DNS
    rebinding, a foreign origin another site's script. `upload_bytes` is the most that one upload may have, and None
    where nobody edits, for then no tab wants files.
    """

    inputs: Mapping[int, Sequence[bool]]
    names: frozenset[str] | None
    upload_bytes: int | None

    def fault(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is refused before any of its body is read."""
        return self._stranger(Headers(scope=scope)) or self._no_way(scope["method"], scope["path"])

    def most_bytes(self, path: str) -> int:
        """The most bytes that a request's body may have."""
        if self.upload_bytes is None:
            return _CALL_BYTES
        return self.upload_bytes if path == _UPLOAD else _EDITORS_CALL_BYTES

    def calls(self, body: bytes) -> bool:
        """Whether a body calls one of the page's functions with words, and with files only where it takes them."""
        try:
            call = json.loads(body)
        except (ValueError, RecursionError):
            return False
        if not isinstance(call, dict) or not isinstance(call.get("fn_index"), int) or call.get("batched"):
            return False
        data, takes_files = call.get("data"), self.inputs.get(call["fn_index"])
        if not isinstance(data, list) or takes_files is None or len(data) != len(takes_files):
            return False
        return all(
            _files(one) if files else one is None or isinstance(one, str)
            for one, files in zip(data, takes_files, strict=True)
        )

    def _stranger(self, headers: Headers) -> tuple[int, str] | None:
        if self.names is None:
            return None
        host, origin = headers.get("host", ""), headers.get("origin")
        if _without_port(host) not in self.names:
            return 403, "Dateline answers here only to this machine: open it at localhost."
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "Dateline answers only to its own page."
        return None

    def _no_way(self, method: str, path: str) -> tuple[int, str] | None:
        kind = "GET" if method == "HEAD" else method
        for ways in (_READERS, _EDITORS) if self.upload_bytes else (_READERS,):
            if kind in ways and ways[kind].fullmatch(path):
                return None
        return 404, "There is nothing here."


def local_names(host: str) -> frozenset[str]:
    """The names of a loopback address, as browsers write them."""
    return _LOCAL_NAMES | {f"[{host}]" if ":" in host else host}


class Guard:
    """Lets through what `rules` let through; sets the headers of every reply."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        fault = self._rules.fault(scope) or await self._pass(scope, receive, with_headers)
        if fault:
            status, why = fault
            await PlainTextResponse(why, status)(scope, receive, with_headers)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> tuple[int, str] | None:
        """Hand a request on; gives why not, where its body is what is wrong."""
        body = _Body(receive, send, self._rules.most_bytes(scope["path"]))
        if scope["path"] in _CALLS:
            whole = await body.whole()
            if not body.over and not self._rules.calls(whole):
                return 400, "The page does not ask this."
        if not body.over:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if not body.over:
                    raise
        return (413, "This is too long.") if body.over and not body.answered else None


class _Body:
    """A request's body as it comes, cut off where it is too long: the application then finds the reader gone."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self.over = False
        self.answered = False
        self._receive = receive
        self._send = send
        self._left = most
        self._read: bytes | None = None

    async def whole(self) -> bytes:
        """All of it, which the application can then receive again."""
        parts: list[bytes] = []
        more = True
        while more:
            message = await self.receive()
            parts.append(message.get("body", b""))
            more = message.get("more_body", False)
        self._read = b"".join(parts)
        return self._read

    async def receive(self) -> Message:
        """The next part."""
        if self._read is not None:
            read, self._read = self._read, None
            return {"type": "http.request", "body": read, "more_body": False}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.over = self.over or self._left < 0
        return {"type": "http.disconnect"} if self.over else message

    async def send(self, message: Message) -> None:
        """The application's reply; none of it, where it is one to half a body."""
        if self.answered or not self.over:
            self.answered = True
            await self._send(message)


def _files(value: Any) -> bool:
    """Whether a value is a list of what Gradio calls files, or none; which of them may be read, Gradio checks."""
    if value is None:
        return True
    return isinstance(value, list) and all(isinstance(one, dict) and isinstance(one.get("meta"), dict) for one in value)


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
