"""What a page says about its article in JSON-LD (schema.org), however it is nested.

Only nodes that are about the page itself are read; lists of other stories are not entered.
"""

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

ARTICLE = re.compile(r"(?:article|blogposting|liveblogposting|report|newsstory|socialmediaposting)$", re.IGNORECASE)
PAGE = re.compile(r"webpage$", re.IGNORECASE)
# Where a node about the page may hide: not in hasPart, itemListElement, isPartOf and the like.
WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")
WRAPPING = re.compile(r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)+|(?:-->|//\s*\]\]>|\]\]>|;)+\s*$")
DATE = re.compile(r"\"(datePublished|dateModified)\"\s*:\s*\"([^\"]{4,40})\"")

Node = dict[str, Any]


class JsonLd:
    """The article that the JSON-LD `blocks` of a page describe; every reader gives "" or () for nothing."""

    def __init__(self, blocks: Iterable[str]) -> None:
        nodes = [node for block in blocks for root in _parsed(block) for node in _nodes(root)]
        self._by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        articles = [node for node in nodes if _is_a(node, ARTICLE)]
        pages = [node for node in nodes if _is_a(node, PAGE) or "@type" not in node]
        self._found = [*articles, *pages]
        self.is_article = bool(articles)
        self.behind_paywall = any(str(node.get("isAccessibleForFree")).lower() == "false" for node in articles)

    def text(self, *keys: str) -> str:
        """The first text or number under one of `keys`, articles before the page."""
        values = (value for node in self._found for key in keys for value in _listed(node.get(key)))
        return next((str(value) for value in values if isinstance(value, str | int | float) and value), "")

    def address(self) -> str:
        """The article's own address, as far as it says one."""
        article = self._found[0] if self.is_article else {}
        values = [article.get("url"), article.get("mainEntityOfPage")]
        return next((text for value in values if (text := self._text_of(value, "@id")).startswith("http")), "")

    def people(self) -> tuple[str, ...]:
        """The names under `author` or `creator`, of organisations too."""
        for node in self._found:
            for key in ("author", "creator"):
                names = tuple(name for value in _listed(node.get(key)) if (name := self._text_of(value, "name")))
                if names:
                    return names
        return ()

    def publisher(self) -> str:
        """The name under `publisher`."""
        names = (self._text_of(value, "name") for node in self._found for value in _listed(node.get("publisher")))
        return next(filter(None, names), "")

    def _text_of(self, value: Any, key: str) -> str:
        """A text, or the one under `key` of a node or of the node it refers to."""
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            node = value if key in value else self._by_id.get(str(value.get("@id")), value)
            value = next(iter(_listed(node.get(key))), "")
        return value if isinstance(value, str) else ""


def _parsed(block: str) -> list[Any]:
    """The JSON values of a script element; of one that cannot be read, the dates it plainly says."""
    text = WRAPPING.sub("", block.strip()).strip()
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return [{"@type": "Article", **dict(reversed(DATE.findall(text)))}] if DATE.search(text) else []


def _nodes(root: Any) -> Iterator[Node]:
    waiting = deque([root])
    while waiting:
        value = waiting.popleft()
        if isinstance(value, list):
            waiting.extendleft(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in WITHIN if key in value)


def _is_a(node: Node, kind: re.Pattern[str]) -> bool:
    return any(isinstance(name, str) and kind.search(name) for name in _listed(node.get("@type")))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
