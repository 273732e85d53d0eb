"""Articles as JSON lines: each line is one, with clean `text` or a raw page in `html`."""

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ingest.cleaning import clean
from ingest.dates import iso_date
from ingest.decoding import PRESCAN, not_text
from ingest.hints import Hints
from ingest.identity import article_id, canonical_url, reader_url, text_id
from ingest.page import NotAnArticle, Page, Unreadable
from ingest.sources.arrival import Arrival, Unopened
from vectorstore.article import Article


class _Line(BaseModel):
    """The fields of one article coming in; others are ignored."""

    model_config = ConfigDict(str_strip_whitespace=True)

    id: str | None = Field(None, min_length=1, max_length=200)
    url: str | None = None
    title: str | None = None
    author: list[str] = []
    published: str | None = None
    modified: str | None = None
    source: str | None = None
    language: str | None = None
    text: str | None = None
    html: str | None = None

    @field_validator("author", mode="before")
    @classmethod
    def _one_or_none(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value or []

    @field_validator("title", "source")
    @classmethod
    def _without_entities(cls, value: str | None) -> str | None:
        """As a reader sees it: some exports keep a page's entities ("&#039;", "&amp;"), which no headline has."""
        return html.unescape(value) if value else value

    @field_validator("published", "modified")
    @classmethod
    def _iso(cls, value: str | None) -> str | None:
        if not value:
            return None
        if (found := iso_date(value)) is None:
            raise ValueError(f"{value!r} is not an ISO date or date-time")
        if not 1600 <= int(found[:4]) <= datetime.now(UTC).year + 1:
            raise ValueError(f"{value!r} is no year of news")
        return found

    @field_validator("url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return reader_url(value) if value else None


def read_json_lines(path: Path, max_bytes: int) -> Iterator[Arrival | Unopened]:
    """The articles of a file, line by line; a line that is none does not stop the others."""
    with path.open("rb") as file:
        if kind := not_text(file.peek(PRESCAN)[:PRESCAN], None):
            yield Arrival(str(path), Unreadable(f"the file is not JSON lines but {kind}"))
            return
        number = 0
        while line := file.readline(max_bytes + 1):
            number += 1
            place = f"{path}:{number}"
            if len(line) > max_bytes:
                yield Arrival(place, Unreadable(f"the line is longer than {max_bytes:,} bytes (DATELINE_FETCH_BYTES)"))
                while line and not line.endswith(b"\n"):
                    line = file.readline(max_bytes + 1)
            elif line.strip():
                found = _read_line(line, place)
                yield found if isinstance(found, Unopened) else Arrival(place, found)


def _read_line(line: bytes, place: str) -> Article | Unopened | NotAnArticle | Unreadable:
    try:
        row = json.loads(line.decode("utf-8-sig"))
        if not isinstance(row, dict):
            return Unreadable("the line is not a JSON object")
        given = _Line.model_validate(row)
    except UnicodeDecodeError:
        return Unreadable("the line is not UTF-8")
    except json.JSONDecodeError as error:
        return Unreadable(f"the line is not JSON ({error.msg} at column {error.colno})")
    except RecursionError:
        return Unreadable("the line is nested too deeply")
    except ValidationError as error:
        first = error.errors()[0]
        return Unreadable(f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}")
    except ValueError as error:
        return Unreadable(f"the line holds a number that is too long ({error})"[:100])
    return _from_html(given, place) if given.html and not given.text else _from_text(given)


def _from_html(given: _Line, place: str) -> Unopened:
    page = Page(place, given.url, (given.html or "").encode(), "text/html; charset=utf-8", datetime.now(UTC))
    hints = Hints(given.url, given.title, given.source, tuple(given.author), given.published)
    return Unopened(page, hints, id=given.id)


def _from_text(given: _Line) -> Article | NotAnArticle:
    lines = "\n".join(map(clean, (given.text or "").split("\n")))
    text = re.sub(r"\n{3,}", "\n\n", lines).strip()
    if not text:
        return NotAnArticle("the line has neither text nor html")
    return Article(
        id=given.id or (article_id(canonical_url(given.url)) if given.url else text_id(text, given.title or "")),
        text=text,
        title=clean(given.title or ""),
        url=given.url,
        authors=tuple(map(clean, given.author)),
        published=given.published,
        modified=given.modified,
        outlet=clean(given.source or ""),
        language=given.language,
    )
