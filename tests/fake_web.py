"""Real web servers on 127.0.0.1 that send what a test tells them to, and remember what they were asked."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Send = Callable[[bytes], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    path: str
    headers: Message


@dataclass
class FakeWeb:
    """A server: what to answer per path (404 otherwise), what was asked, and `closing`, which ends a drip."""

    answers: dict[str, Callable[[Send], None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    scheme: str = "http"
    port: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def page(self, path: str, body: bytes = b"", status: int = 200, length: bool = True, **headers: str | None) -> str:
        """Answer a path like a usual server; header names are written with underscores, None leaves one out."""
        sent = {"Content_Type": "text/html", **headers}
        if length:
            sent.setdefault("Content_Length", str(len(body)))
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in sent.items() if value is not None]
        head = "\r\n".join([f"HTTP/1.1 {status} Said So", *lines, "", ""])
        return self.raw(path, head.encode() + body)

    def raw(self, path: str, answer: bytes) -> str:
        self.answers[path] = lambda send: send(answer)
        return self.url(path)

    def drip(self, path: str, first: bytes, drop: bytes) -> str:
        """Answer with `first`, and then with `drop` twenty times a second for as long as the server lives."""

        def answer(send: Send) -> None:
            send(first)
            while not self.closing.wait(0.05):
                send(drop)

        self.answers[path] = answer
        return self.url(path)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[FakeWeb]:
    """A fake web that serves until the block ends, and then waits for its threads."""
    web = FakeWeb(scheme="https" if tls else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(Asked(self.path, self.headers))
            answer = web.answers.get(self.path, lambda send: send(b"HTTP/1.1 404 No\r\n\r\n"))
            with suppress(OSError):
                answer(self.send_now)
            self.close_connection = True

        def send_now(self, content: bytes) -> None:
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is what many of the tests are about."""

        def get_request(self) -> tuple[object, object]:
            line, address = super().get_request()
            # The handshake waits for its first use, in the thread that answers.
            wrapped = tls.wrap_socket(line, server_side=True, do_handshake_on_connect=False) if tls else line
            return wrapped, address

    server = Server(("127.0.0.1", 0), Handler)
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        web.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
