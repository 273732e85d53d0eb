"""A model's running text becomes sentences with the evidence numbers that each one names.

Models write markers as [1], [1, 2], [1][2] or 【1】, before or after the full stop. A sentence is let go only once the
next one has begun, for its markers may still come.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from vectorstore.sentences import sentence_spans

_MARKER = re.compile(r"[\[【]\s*\^?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)[^\]】\n]{0,12}[\]】]")
_GROUP = re.compile(rf"(?:\s*{_MARKER.pattern})+")
_UNFINISHED = re.compile(r"[\[【][^\]】\n]{0,24}$")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its markers, and the numbers they name, each once, in order."""

    text: str
    numbers: tuple[int, ...]


def marked_sentences(chunks: Iterable[str]) -> Iterator[Marked]:
    """The sentences of a stream of text, each as soon as it is surely whole."""
    text = ""
    for chunk in chunks:
        text += chunk
        if _UNFINISHED.search(text):
            continue
        *whole, rest = _split(text)
        yield from map(_marked, whole)
        text = rest
    yield from (marked for piece in _split(text) if (marked := _marked(piece)).text)


def _split(text: str) -> list[str]:
    """The text cut into sentences, each with the markers behind it; the last piece may be unfinished."""
    # Markers behind a full stop are pulled in front of it, so that they stay with their sentence.
    pulled = re.sub(rf"([.!?…][”\"’')]*)({_GROUP.pattern})", lambda found: f"{found[2]}{found[1]}", text)
    spans = sentence_spans(pulled)
    if not spans:
        return [text]
    starts = [span.start for span in spans]
    return [pulled[start:end] for start, end in zip(starts, [*starts[1:], len(pulled)], strict=True)]


def _marked(piece: str) -> Marked:
    numbers = [number for group in _MARKER.findall(piece) for number in _numbers(group)]
    words = re.sub(r"\s+([.,;:!?…])", r"\1", _GROUP.sub("", piece))
    return Marked(" ".join(words.split()), tuple(dict.fromkeys(numbers)))


def _numbers(group: str) -> list[int]:
    """`1, 3` is 1 and 3; `1-3` is 1, 2 and 3."""
    found: list[int] = []
    for part in re.split(r"\s*[,;]\s*", group):
        first, *last = (int(number) for number in re.findall(r"\d+", part))
        found += range(first, min(last[0], first + 20) + 1) if last else [first]
    return found
