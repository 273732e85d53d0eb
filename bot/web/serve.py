"""The server: the page and the articles it opens, under one address.

On loopback it answers only to this machine's names and to its own page, so that no other site can reach the
loading tab through an editor's browser. Nothing on the page comes from anywhere else.
"""

import errno
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from urllib.parse import urlsplit

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.build import Program
from bot.web.markdown import day, web_address
from bot.web.page import build_page, theme

_OWN = ("page.css", "page.js")
_GRACE_S = 1  # a page keeps a connection open as long as it is shown
_HEADERS = {
    # Gradio's own scripts are inline and compile templates.
    "Content-Security-Policy": (
        "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; object-src 'none'; base-uri 'self';"
        " form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def serve(program: Program, host: str, port: int, ready: Callable[[], None]) -> int:
    """Serve until stopped; `ready` is called once the page can be opened. Raises `OSError` for a bad port."""
    with _listening(host, port) as listening:
        config = uvicorn.Config(
            web_app(program, host), log_level="critical", ws="none", timeout_graceful_shutdown=_GRACE_S
        )
        server = _Server(config, ready)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    return 0 if server.started else 1


def web_app(program: Program, host: str) -> FastAPI:
    """The application for a server that listens at `host`."""
    local = is_loopback(host)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/article/{article_id:path}", _article_route(program), methods=["GET"])
    app.add_middleware(_Guard, names=_LOCAL_NAMES | {_bracketed(host)} if local else None)
    room = files("bot.web")
    gr.mount_gradio_app(
        app,
        build_page(program, editing=local),
        path="/",
        theme=theme(),
        head="<style>{}</style><script>{}</script>".format(*(room.joinpath(name).read_text("utf-8") for name in _OWN)),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
    )
    return app


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens at `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _article_route(program: Program) -> Callable[..., JSONResponse]:
    def article(article_id: str, version: int | None = None) -> JSONResponse:
        stored = program.store.archive.get(article_id, version)
        latest = program.store.archive.get(article_id)
        if stored is None or latest is None:
            return JSONResponse({"message": "This article is not loaded any more."}, 404)
        found = stored.article
        return JSONResponse(
            {
                "id": found.id,
                "version": stored.version,
                "latest": latest.version,
                "title": found.title,
                "outlet": found.outlet,
                "authors": list(found.authors),
                "published": found.published,
                "day": day(found.published),
                "url": web_address(found.url),
                "text": found.text,
            }
        )

    return article


class _Server(uvicorn.Server):
    """Uvicorn that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        busy = error.errno == errno.EADDRINUSE
        why = "is taken by another program" if busy else f"cannot be listened at ({error.strerror or error})"
        raise OSError(error.errno, f"Port {port} of {host} {why}; choose another with --port") from error
    except OverflowError as error:
        raise OSError(errno.EINVAL, f"{port} is not a port (0 to 65535)") from error


_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Guard:
    """Refuses requests that come under a foreign name or from a foreign page; sets the headers of every reply.

    A foreign name at this address is DNS rebinding, a foreign origin another site's script. `names` are the only
    ones answered to; None answers to any, and takes no uploads, for then there is no tab that wants them.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str] | None) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fault = self._fault(Headers(scope=scope), scope["path"])
        if fault:
            await PlainTextResponse(fault, 403)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _fault(self, headers: Headers, path: str) -> str | None:
        if self._names is None:
            return "This page takes no files." if path.startswith("/gradio_api/upload") else None
        host, origin = headers.get("host", ""), headers.get("origin")
        if _without_port(host) not in self._names:
            return "Dateline answers here only to this machine: open it at localhost."
        if origin is not None and urlsplit(origin).netloc != host:
            return "Dateline answers only to its own page."
        return None


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host
