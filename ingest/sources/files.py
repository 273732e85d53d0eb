"""Files and folders: saved pages, bare texts, and articles as JSON lines."""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ingest.cleaning import clean, text_lines
from ingest.decoding import decode, not_text
from ingest.hints import Hints
from ingest.identity import article_id, canonical_url, reader_url
from ingest.page import NotAnArticle, Page, Unreadable
from ingest.sources.arrival import Arrival, Unopened
from ingest.sources.json_lines import read_json_lines
from vectorstore.article import Article

_Reader = Callable[[Path, Hints, int], Iterator[Arrival | Unopened]]


def read_path(path: Path, hints: Hints, max_bytes: int) -> Iterator[Arrival | Unopened]:
    """The articles of a file, or of all files of a folder and its folders, in order of their names.

    `max_bytes` bounds a file (a line, of JSON lines). Other kinds of files are left out of a folder.
    """
    if not path.is_dir():
        yield from _read_file(path, hints, max_bytes)
        return
    closed: list[OSError] = []
    known = sorted(file for file in _files(path, closed) if _reader(file))
    for file in known:
        yield from _read_file(file, hints, max_bytes)
    for error in closed:
        yield Arrival(str(error.filename), Unreadable(f"the folder cannot be read ({error.strerror})"))
    if not known and not closed:
        yield Arrival(str(path), Unreadable(f"the folder has no file that can be loaded ({', '.join(_READERS)})"))


def _files(path: Path, closed: list[OSError]) -> Iterator[Path]:
    """All files of a folder and its folders, without hidden ones; folders that cannot be read go to `closed`."""
    for folder, inner, names in os.walk(path, onerror=closed.append):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (Path(folder) / name for name in names if not name.startswith("."))


def _read_file(path: Path, hints: Hints, max_bytes: int) -> Iterator[Arrival | Unopened]:
    reader = _reader(path)
    try:
        if not path.exists():
            yield Arrival(str(path), Unreadable("there is no such file or folder (an address begins with https://)"))
        elif reader is None:
            yield Arrival(str(path), Unreadable(f"not a kind of file that can be loaded ({', '.join(_READERS)})"))
        elif path.stat().st_size == 0:
            yield Arrival(str(path), Unreadable("the file is empty"))
        else:
            yield from reader(path, hints, max_bytes)
    except OSError as error:
        yield Arrival(str(path), Unreadable(f"the file cannot be read ({error.strerror or error})"))


def _reader(path: Path) -> _Reader | None:
    name = path.name.lower()
    return next((reader for ending, reader in _READERS.items() if name.endswith(ending)), None)


def _page(path: Path, hints: Hints, max_bytes: int) -> Iterator[Arrival | Unopened]:
    content = _content(path, max_bytes)
    if isinstance(content, Unreadable):
        yield Arrival(str(path), content)
        return
    page = Page(str(path), None, content, None, datetime.now(UTC))
    yield Unopened(page, hints, place=_place_id(path))


def _text(path: Path, hints: Hints, max_bytes: int) -> Iterator[Arrival | Unopened]:
    content = _content(path, max_bytes)
    if isinstance(content, Unreadable):
        yield Arrival(str(path), content)
        return
    lines = text_lines(decode(content, None))
    title = hints.title
    if title is None and lines and lines[0].startswith("# "):
        title, lines = lines[0].removeprefix("# ").strip(), lines[1:]
    if not any(lines):
        yield Arrival(str(path), NotAnArticle("the file has no words in it"))
        return
    yield Arrival(str(path), _bare_article(path, hints, title or "", "\n".join(lines)), _name(path))


def _bare_article(path: Path, hints: Hints, title: str, text: str) -> Article:
    return Article(
        id=article_id(canonical_url(hints.url)) if hints.url else _place_id(path),
        text=text,
        title=title,
        url=reader_url(hints.url) if hints.url else None,
        authors=hints.authors,
        published=hints.published,
        outlet=hints.outlet or "",
    )


def _name(path: Path) -> str:
    """A file's name for want of a title; an old system may have written it in windows-1252."""
    return clean(decode(os.fsencode(path.stem), None))


def _json_lines(path: Path, hints: Hints, max_bytes: int) -> Iterator[Arrival | Unopened]:
    return read_json_lines(path, max_bytes)


def _place_id(path: Path) -> str:
    """A file without an address is known by its place, so that a changed one becomes a new version."""
    return article_id(path.resolve().as_uri())


def _content(path: Path, max_bytes: int) -> bytes | Unreadable:
    """The bytes of a text file, unpacked where it is packed, unless there are too many."""
    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rb") as file:
            content: bytes = file.read(max_bytes + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        return Unreadable(f"the packed file is damaged ({error})")
    if len(content) > max_bytes:
        return Unreadable(f"the file is larger than {max_bytes:,} bytes (DATELINE_FETCH_BYTES)")
    kind = not_text(content, None)
    return Unreadable(f"the file is not text but {kind}") if kind else content


_READERS: dict[str, _Reader] = {
    ".html": _page,
    ".htm": _page,
    ".html.gz": _page,
    ".txt": _text,
    ".md": _text,
    ".jsonl": _json_lines,
}
