"""The labelled near-copies: `tests/data/near_copies/*.toml` made into articles, each with the story it is a copy of.

A story has a text of its own or is one of the sample articles. A `copy` of it is told by its edits: `drop` and `keep`
count the story's paragraphs from 0, then `lead` takes the place of the first, `replace` puts words in the place of
others, `add` inserts a paragraph, `head` and `tail` stand around it all. An `other` is no copy of anything.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from ingest.extract import extract
from ingest.hints import Hints
from ingest.page import Page
from vectorstore.article import Article

_DATA = Path(__file__).parent.parent / "data" / "near_copies"
_SAMPLES = Path(__file__).parent.parent.parent / "ingest" / "samples"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and the name of its group: copies of one article share it."""

    article: Article
    group: str


def labelled(half: str) -> list[Labelled]:
    """The articles of a half, `choosing` or `held`."""
    stories = tomllib.loads((_DATA / f"{half}.toml").read_text(encoding="utf-8"))["story"]
    return [one for story in stories for one in _story(story)]


def _story(story: dict[str, Any]) -> Iterator[Labelled]:
    name = story["name"]
    origin = _article(name, story, story.get("text", ""))
    yield Labelled(origin, name)
    for number, copy in enumerate(story.get("copy", ()), 1):
        made = _article(f"{name}-copy-{number}", copy, _edited(origin.text, copy))
        yield Labelled(made, name)
    for number, other in enumerate(story.get("other", ()), 1):
        made = _article(f"{name}-other-{number}", other, other.get("text", ""))
        yield Labelled(made, made.id)


def _article(name: str, told: dict[str, Any], text: str) -> Article:
    if sample := told.get("sample"):
        return _sample(sample, name)
    url = f"https://{name}.example/story"
    return Article(
        name, text.strip(), told["title"], url, tuple(told.get("authors", ())), told["published"], outlet=told["outlet"]
    )


@cache
def _sample(file: str, name: str) -> Article:
    page = Page(file, None, (_SAMPLES / file).read_bytes(), None, datetime.now(UTC))
    found = extract(page, Hints())
    assert isinstance(found, Article), f"{file}: {found}"
    return replace(found, id=name)


def _edited(text: str, copy: dict[str, Any]) -> str:
    paragraphs = text.split("\n")
    kept = [
        (copy.get("lead", words) if number == 0 else words)
        for number, words in enumerate(paragraphs)
        if number not in copy.get("drop", ()) and number < copy.get("keep", len(paragraphs))
    ]
    if added := copy.get("add"):
        kept.insert(added["at"], added["text"])
    edited = "\n".join(kept)
    for old, new in copy.get("replace", ()):
        assert old in edited, f"{copy['title']}: {old!r} is not in the story"
        edited = edited.replace(old, new)
    return "\n".join(filter(None, [copy.get("head", "") + edited, copy.get("tail", "")]))
