"""Where gold quotes stand in a text: the text in pieces, so that a page can mark them without counting characters."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

Piece = tuple[str, bool]
"""A stretch of text, and whether it belongs to a gold quote."""

_LEAST = 20
"""Characters: what a passage shares with a quote that it cuts off; less is shared by chance."""


def pieces(text: str, quotes: Iterable[str]) -> list[Piece]:
    """The text in order, cut where a quote, or the part of it that the text holds, begins and ends."""
    found = sorted(span for quote in quotes if (span := place(text, quote)))
    cut: list[Piece] = []
    at = 0
    for start, end in _joined(found):
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*cut, (text[at:], False)] if piece[0]]


def place(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote begins and ends in a text, whatever the white space; else its longest stretch in the text."""
    if whole := whole_place(text, quote):
        return whole
    shared = SequenceMatcher(None, text, quote, autojunk=False).find_longest_match()
    if shared.size < _LEAST:
        return None
    return shared.a, shared.a + shared.size


def whole_place(text: str, quote: str) -> tuple[int, int] | None:
    """Where all of a quote stands in a text."""
    pattern = r"\s+".join(map(re.escape, quote.split()))
    found = re.search(pattern, text) if pattern else None
    return found.span() if found else None


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
