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
from typing import Annotated

import gradio as gr
import uvicorn
from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp

from bot.build import Program
from bot.web.guard import Guard, Rules, local_names
from bot.web.markdown import day, web_address
from bot.web.page import build_page, theme

_OWN = ("page.css", "page.js")
_GRACE_S = 1  # a page keeps a connection open as long as it is shown
_SLACK_BYTES = 64_000
_MOST_FILES = 100  # of the longest size, in one upload
# SQLite has no larger numbers than 64 bits hold.
_Version = Annotated[int | None, Query(ge=1, lt=2**63)]


def serve(program: Program, host: str, port: int, ready: Callable[[int], None]) -> int:
    """Serve until stopped; `ready` is told the port once the page can be opened. Raises `OSError` for a bad port."""
    with _listening(host, port) as listening:
        config = uvicorn.Config(
            web_app(program, host), log_level="critical", ws="none", timeout_graceful_shutdown=_GRACE_S
        )
        server = _Server(config, lambda: ready(listening.getsockname()[1]))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    return 0 if server.started else 1


def web_app(program: Program, host: str) -> ASGIApp:
    """The application for a server that listens at `host`."""
    local = is_loopback(host)
    page = build_page(program, editing=local)
    page.has_launched = True  # else Gradio takes any file of this machine for one that the page may read
    file_bytes = program.settings.fetch_bytes + _SLACK_BYTES
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_api_route("/article/{article_id:path}", _article_route(program), methods=["GET"])
    room = files("bot.web")
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        max_file_size=file_bytes,
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
    inputs = {
        number: [isinstance(one, gr.File) for one in function.inputs]
        for number, function in page.fns.items()
        if function.fn is not None
    }
    rules = Rules(inputs, local_names(host), file_bytes * _MOST_FILES) if local else Rules(inputs, None, None)
    return Guard(app, rules)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens at `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _article_route(program: Program) -> Callable[..., JSONResponse]:
    def article(article_id: str, version: _Version = None) -> JSONResponse:
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
