"""From a URL to a `Page`: one guarded, bounded request after another until a page answers.

Every hop, redirects included, passes `guard.check` anew, and the connection goes to the address that was
checked, never to the name. A time limit holds for all hops together, a size limit for the decoded page.
Whatever goes wrong becomes a `FetchError`. The only place that uses urllib3.
"""

import socket
import ssl
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from importlib.metadata import version

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as HTTPTimeoutError

from ingest.deadline import Deadline, watchdog
from ingest.guard import Refused, Resolver, Target, Unresolved, check, join, resolve_name
from ingest.page import Page
from ingest.replies import FetchError, require_known_encoding, require_success, require_text
from ingest.unpacking import Gunzip

Connect = Callable[[str, int, float], socket.socket]
"""IP address, port and seconds to a connected socket; raises OSError."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536


def honest_user_agent() -> str:
    """Who is asking, as sites see it in their logs."""
    return f"Dateline/{version('dateline')} (a news archive that answers questions)"


def connect_tcp(address: str, port: int, seconds: float) -> socket.socket:
    """A TCP connection to an IP address; raises OSError, TimeoutError among them."""
    return socket.create_connection((address, port), seconds)


@dataclass(frozen=True, slots=True)
class _Reply:
    """What one request brought: a page's content, or the `location` it has moved to."""

    content: bytes = b""
    content_type: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches pages one at a time; safe to share between threads.

    `timeout_s` limits a whole fetch, redirects included; `max_bytes` the decoded content; `max_redirects` the
    hops after the first. `allowed_hosts` names internal hosts, see `guard.check`. `resolve`, `connect` and
    `tls` (the authorities trusted) are the edges to the network.
    """

    allowed_hosts: frozenset[str] = frozenset()
    timeout_s: float = 20.0
    max_bytes: int = 10_000_000
    max_redirects: int = 5
    user_agent: str = field(default_factory=honest_user_agent)
    resolve: Resolver = resolve_name
    connect: Connect = connect_tcp
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def fetch(self, url: str) -> Page:
        """The page at a URL; raises `FetchError`."""
        deadline = Deadline(self.timeout_s, time.monotonic() + self.timeout_s)
        target = self._named(url)
        visited = {target.url}
        while True:
            reply = self._ask(target, deadline)
            if reply.location is None:
                return Page(url, target.url, reply.content, reply.content_type, datetime.now(UTC))
            target = self._redirected(target, reply.location)
            if target.url in visited:
                raise FetchError(f"{target.host} redirects in a circle.", permanent=True)
            if len(visited) > self.max_redirects:
                raise FetchError(f"There are more than {self.max_redirects} redirects.", permanent=True)
            visited.add(target.url)

    def _named(self, url: str) -> Target:
        try:
            return check(url, self.allowed_hosts, self.resolve)
        except Refused as error:
            raise _refusal(str(error), error) from error

    def _redirected(self, source: Target, location: str) -> Target:
        """The next target, checked like the first one.

        Leaving https is refused: the article could be changed on its way without anybody noticing, and an
        editor who wants that can name the http address.
        """
        try:
            target = check(join(source.url, location), self.allowed_hosts, self.resolve)
        except Refused as error:
            raise _refusal(f"The redirect of {source.host} is not followed: {error}", error) from error
        if (source.scheme, target.scheme) == ("https", "http"):
            message = f"{source.host} redirects from https to http: load {target.url} itself if you trust it."
            raise FetchError(message, permanent=True)
        return target

    def _ask(self, target: Target, deadline: Deadline) -> _Reply:
        with closing(self._line(target, deadline)) as line, watchdog(line, deadline) as cut_off:
            try:
                reply = self._exchange(line, target, deadline)
            except (FetchError, OSError, HTTPException, HTTPError, zlib.error) as error:
                raise (deadline.missed() if cut_off.is_set() else _failure(target, error, deadline)) from error
        # A line that was cut off can look like the end of a page.
        if cut_off.is_set():
            raise deadline.missed()
        return reply

    def _line(self, target: Target, deadline: Deadline) -> socket.socket:
        """A connected socket, encrypted for https; the certificate must be that of the host as named."""
        line = self._first_that_connects(target, deadline)
        if target.scheme == "http":
            return line
        try:
            line.settimeout(deadline.left())
            return self.tls.wrap_socket(line, server_hostname=target.host)
        except (FetchError, OSError) as error:
            line.close()
            raise _failure(target, error, deadline) from error

    def _first_that_connects(self, target: Target, deadline: Deadline) -> socket.socket:
        """Each address may use its share of the time that is left, so that a dead one does not use it all."""
        failed: OSError | None = None
        for place, address in enumerate(target.addresses):
            share = deadline.left() / (len(target.addresses) - place)
            try:
                return self.connect(address, target.port, share)
            except OSError as error:
                failed = error
        reason = failed.strerror if failed and failed.strerror else "it does not answer"
        message = f"{target.host_header} cannot be reached ({reason}): try later."
        raise FetchError(message, permanent=False) from failed

    def _exchange(self, line: socket.socket, target: Target, deadline: Deadline) -> _Reply:
        connection = HTTPConnection(target.host, target.port, timeout=deadline.left())
        connection.sock = line
        # Reconnecting would look the name up again, past the guard.
        connection.auto_open = 0
        with closing(connection):
            connection.request("GET", target.path, headers=self._headers(target), preload_content=False)
            with closing(connection.getresponse()) as response:
                return self._reply(target, response)

    def _headers(self, target: Target) -> dict[str, str]:
        return {
            "Host": target.host_header,
            "User-Agent": self.user_agent,
            "Accept": "text/html, application/xhtml+xml, text/*;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def _reply(self, target: Target, response: BaseHTTPResponse) -> _Reply:
        location = response.headers.get("Location")
        if response.status in _REDIRECTS and location is not None:
            return _Reply(location=_as_utf8(location))
        require_success(target, response.status)
        content_type = response.headers.get("Content-Type")
        require_text(target, content_type)
        require_known_encoding(target, response.headers.get("Content-Encoding", "identity"))
        return _Reply(self._content(response), content_type)

    def _content(self, response: BaseHTTPResponse) -> bytes:
        """The decoded body; never holds much more than `max_bytes`, however small it travels."""
        too_large = FetchError(f"The page is larger than {self.max_bytes:,} bytes.", permanent=True)
        if (response.length_remaining or 0) > self.max_bytes:
            raise too_large
        packed = Gunzip() if "gzip" in response.headers.get("Content-Encoding", "").lower() else None
        content = bytearray()
        while piece := response.read1(_PIECE, decode_content=False):
            content += packed.unpack(piece, self.max_bytes + 1 - len(content)) if packed else piece
            if len(content) > self.max_bytes:
                raise too_large
        if packed and not packed.whole:
            raise FetchError("The page broke off before its end: try again.", permanent=False)
        return bytes(content)


def _refusal(message: str, error: Refused) -> FetchError:
    return FetchError(message, permanent=not isinstance(error, Unresolved))


def _failure(target: Target, error: Exception, deadline: Deadline) -> FetchError:
    """What an error of the network, of TLS or of HTTP means for whoever asked for the page."""
    if isinstance(error, FetchError):
        return error
    if isinstance(error, (TimeoutError, HTTPTimeoutError)):
        return deadline.missed()
    if isinstance(error, ssl.SSLCertVerificationError):
        message = f"{target.host} does not show a valid certificate ({error.verify_message})."
        return FetchError(message, permanent=True)
    if isinstance(error, ssl.SSLError):
        return FetchError(f"No secure connection to {target.host} could be made: try later.", permanent=False)
    return FetchError(f"{target.host} broke off or did not speak HTTP correctly: try later.", permanent=False)


def _as_utf8(header: str) -> str:
    """A header's text, which http.client reads as Latin-1, as the UTF-8 that sites send in fact."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
