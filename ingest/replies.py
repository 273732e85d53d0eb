"""What a server's reply means before its page is read: whether there is one, and whether it is text.

What goes wrong on the way to a page is a `FetchError`, here and in the rest of fetching.
"""

from ingest.guard import Target

_TRY_LATER = frozenset({408, 425, 429})
_STATUS = {
    401: "it asks for a login",
    402: "it asks for payment",
    403: "it does not let Dateline read this page",
    404: "there is no page at this address",
    410: "the page was taken down",
    429: "it asks for fewer requests, so try again later",
    451: "the page is withheld for legal reasons",
}
_TEXT_TYPES = frozenset(
    {
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/markdown",
        "text/x-markdown",
        "application/xml",
        "text/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/jsonl",
        "application/jsonlines",
        "application/x-jsonlines",
        "application/ndjson",
        "application/x-ndjson",
    }
)


class FetchError(Exception):
    """A page that could not be had: one sentence, and whether asking again later is `permanent`ly useless."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


def require_success(target: Target, status: int) -> None:
    """Raise `FetchError` where the status says that no page comes."""
    if status == 200:
        return
    later = status in _TRY_LATER or status >= 500
    meaning = _STATUS.get(status, "try again later" if later else "that is not a page")
    raise FetchError(f"{target.host} answered with status {status}: {meaning}.", permanent=not later)


def require_text(target: Target, content_type: str | None) -> None:
    """Raise `FetchError` where what comes is no text."""
    kind = (content_type or "").split(";")[0].split(",")[0].strip().lower()
    if kind and kind not in _TEXT_TYPES:
        message = f"{target.host} sent {kind!r}, and only text is read: HTML, XML, plain text or JSON lines."
        raise FetchError(message, permanent=True)


def require_known_encoding(target: Target, encoding: str) -> None:
    """Raise `FetchError` where the page is packed otherwise than asked for.

    Only gzip is: its decoder is always there, and stops at a limit whatever it is fed.
    """
    if encoding.strip().lower() not in {"", "identity", "gzip", "x-gzip"}:
        message = f"{target.host} sent its page compressed as {encoding!r}, which was not asked for."
        raise FetchError(message, permanent=True)
