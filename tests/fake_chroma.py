"""Servers on 127.0.0.1 for tests of the Chroma server: the real one, and what may stand in its place."""

import json
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DATABASE = "/api/v2/tenants/default_tenant/databases/default_database"


@dataclass
class RealChroma:
    """`chroma run` on a port of its own, which may be ended and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port), "--path", str(self.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.poll() is None, "chroma run ended"
                assert time.monotonic() < until, "chroma run does not listen"
                time.sleep(0.05)

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def collections(self) -> dict[str, Any]:
        """The collections by name."""
        return {one["name"]: one for one in self.call("GET", "/collections")}

    def call(self, method: str, path: str, content: object = None) -> Any:
        request = urllib.request.Request(
            self.url + DATABASE + path,
            None if content is None else json.dumps(content).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Fake:
    """Something else that listens, with what it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


Reply = Callable[[Asked], tuple[int, dict[str, str], bytes | Iterator[bytes]]]


@contextmanager
def answering(reply: Reply) -> Iterator[Fake]:
    """A server that answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            status, headers, content = reply(fake.asked[-1])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for part in [content] if isinstance(content, bytes) else content:
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                pass  # nobody listens any more

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        fake = Fake(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


def passing_on(url: str, token: str) -> Reply:
    """What a proxy does that lets nobody through without the token."""

    def reply(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if asked.headers.get("Authorization") != f"Bearer {token}" or asked.headers.get("X-Chroma-Token") != token:
            return 401, {}, b"<h1>Unauthorized</h1>"
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(url + asked.path, asked.body or None, headers, method=asked.method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, {}, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, {}, error.read()

    return reply
