"""An OpenAI-compatible service on 127.0.0.1 that says what a test scripts, fault by fault, and remembers requests.

Each request takes the next reply of the script. Embedding requests without one get vectors made of their words; chat
requests without one get status 418, which no client tries again.
"""

import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

DIMENSIONS = 32


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    path: str
    headers: Message
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """All that the messages say."""
        return "\n".join(message["content"] for message in self.body["messages"])


class Line:
    """The way back to one client."""

    def __init__(self, request: Request, write: Callable[[bytes], None], closing: threading.Event) -> None:
        self.request = request
        self.closing = closing
        self.write = write

    def head(self, status: int, kind: str, **headers: str) -> None:
        """Status line and headers; the body ends with the connection."""
        sent = {"Content-Type": kind, "Connection": "close"} | {n.replace("_", "-"): v for n, v in headers.items()}
        lines = [f"HTTP/1.1 {status} Said So", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        self.write("\r\n".join(lines).encode())

    def chunk(self, content: str, **more: Any) -> None:
        """One piece of a streamed reply."""
        choice = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": None}
        self.data(json.dumps(_reply("chat.completion.chunk", choice) | more))

    def data(self, text: str) -> None:
        self.write(f"data: {text}\n\n".encode())

    def done(self) -> None:
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        self.data(json.dumps(_reply("chat.completion.chunk", choice)))
        self.data("[DONE]")


Reply = Callable[[Line], None]


@dataclass
class FakeOpenAI:
    """The service: its script, what it was asked, and how many clients went away before a reply's end."""

    script: list[Reply]
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    """Set once a client has gone away before a reply's end."""
    port: int = 0

    @property
    def url(self) -> str:
        """What a client takes as its base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def chats(self) -> list[Request]:
        return [request for request in self.requests if request.path == "/v1/chat/completions"]


def says(text: str, cuts: Sequence[int] = (), **more: Any) -> Reply:
    """A reply, streamed in pieces that end at `cuts` (else word by word) where a stream is asked for."""
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    pieces = pieces if cuts else re.findall(r"\s*\S+\s*$|\s*\S+", text)

    def reply(line: Line) -> None:
        if not line.request.body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            line.head(200, "application/json")
            line.write(json.dumps(_reply("chat.completion", choice) | more).encode())
            return
        line.head(200, "text/event-stream")
        for piece in pieces:
            line.chunk(piece, **more)
        line.done()

    return reply


def replies(make: Callable[[str], str]) -> Reply:
    """A reply that is made of the prompt, as a model does that obeys what it reads there."""

    def reply(line: Line) -> None:
        says(make(line.request.prompt))(line)

    return reply


def counted(text: str, sent: int, written: int) -> Reply:
    """A streamed reply with the service's own count of tokens behind it, for who asks for it."""

    def reply(line: Line) -> None:
        line.head(200, "text/event-stream")
        line.chunk(text)
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        line.data(json.dumps(_reply("chat.completion.chunk", choice)))
        if line.request.body.get("stream_options", {}).get("include_usage"):
            usage = {"prompt_tokens": sent, "completion_tokens": written, "total_tokens": sent + written}
            line.data(json.dumps(_reply("chat.completion.chunk", choice) | {"choices": [], "usage": usage}))
        line.data("[DONE]")

    return reply


def gated(before: str, gate: threading.Event, after: str = "") -> Reply:
    """A stream that waits for `gate` in the middle; it notices when the client goes away meanwhile."""

    def reply(line: Line) -> None:
        line.head(200, "text/event-stream")
        line.chunk(before)
        while not (gate.wait(0.02) or line.closing.is_set()):
            line.write(b": waiting\n\n")
        line.chunk(after)
        line.done()

    return reply


def fails(status: int, retry_after: float | None = None, message: str = "no") -> Reply:
    """An error as the API words it."""

    def reply(line: Line) -> None:
        headers = {} if retry_after is None else {"Retry_After": str(retry_after)}
        line.head(status, "application/json", **headers)
        line.write(json.dumps({"error": {"message": message, "type": "scripted", "code": None}}).encode())

    return reply


def silent(line: Line) -> None:
    """Not one byte for as long as the server lives."""
    line.closing.wait()


def stalls(text: str, keep_alive: bool = False) -> Reply:
    """A stream that stops after `text` and holds the line, with comments where `keep_alive`."""

    def reply(line: Line) -> None:
        line.head(200, "text/event-stream")
        line.chunk(text)
        while not line.closing.wait(0.05):
            if keep_alive:
                line.write(b": keep-alive\n\n")

    return reply


def breaks_off(text: str) -> Reply:
    """A stream whose connection ends in the middle of a chunk."""

    def reply(line: Line) -> None:
        line.head(200, "text/event-stream", Transfer_Encoding="chunked")
        piece = f"data: {json.dumps({'choices': [{'index': 0, 'delta': {'content': text}}]})}\n\n".encode()
        line.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        line.write(b"ffff\r\ndata: {")

    return reply


def garbles(text: str = "") -> Reply:
    """A stream with a chunk that is not JSON, after `text`."""

    def reply(line: Line) -> None:
        line.head(200, "text/event-stream")
        if text:
            line.chunk(text)
        line.data('{"choices": [{"delta": {"content": "cut off')

    return reply


def complains(text: str, message: str) -> Reply:
    """A stream that reports an error after `text`, with status 200."""

    def reply(line: Line) -> None:
        line.head(200, "text/event-stream")
        line.chunk(text)
        line.data(json.dumps({"error": {"message": message, "type": "server_error"}}))

    return reply


def html(line: Line) -> None:
    """A web page where the API should be."""
    line.head(200, "text/html")
    line.write(b"<html><body>Welcome to the gateway</body></html>")


def embeds(rows: Sequence[Sequence[float]]) -> Reply:
    """These vectors, as lists of numbers."""

    def reply(line: Line) -> None:
        line.head(200, "application/json")
        line.write(_embedding_list([list(row) for row in rows]))

    return reply


def word_vector(text: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """What the service makes of a text: each word adds to one place; of no particular length."""
    vector = np.full(DIMENSIONS, 0.01, np.float32)
    for word in re.findall(r"\w+", text.lower()):
        vector[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1
    return vector


@contextmanager
def scripted(*replies: Reply) -> Iterator[FakeOpenAI]:
    """The service until the block ends; it then waits for its threads."""
    service = FakeOpenAI(list(replies))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(service))
    server.daemon_threads = False
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        service.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(service: FakeOpenAI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(self.path, self.headers, body)
            service.requests.append(request)
            usual = _words if self.path == "/v1/embeddings" else fails(418)
            reply = service.script.pop(0) if service.script else usual
            with suppress(OSError):
                reply(Line(request, self.send_now, service.closing))
            self.close_connection = True

        def send_now(self, content: bytes) -> None:
            try:
                self.wfile.write(content)
            except OSError:
                service.left.set()
                raise

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    return Handler


def _words(line: Line) -> None:
    vectors = [word_vector(text) for text in line.request.body["input"]]
    line.head(200, "application/json")
    if line.request.body.get("encoding_format") == "base64":
        line.write(_embedding_list([base64.b64encode(vector.tobytes()).decode() for vector in vectors]))
    else:
        line.write(_embedding_list([vector.tolist() for vector in vectors]))


def _embedding_list(rows: Sequence[Any]) -> bytes:
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return json.dumps({"object": "list", "data": data, "model": "scripted", "usage": usage}).encode()


def _reply(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "scripted-1", "object": kind, "created": int(time.time()), "model": "scripted", "choices": [choice]}
