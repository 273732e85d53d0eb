"""A model's running text becomes sentences with the evidence numbers that each one names.

Models write markers as [1], [1, 2], [1][2] or 【1】, before or after the full stop. A sentence is let go only once
something follows it, for its markers may still come. The text is read word by word, however the stream was cut, so
the same text always gives the same sentences.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.engines.markdown import plain_line
from bot.verify.yes_or_no import is_bare
from vectorstore.language.sentences import sentence_spans

_NUMBER = r"\d{1,3}"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:[,;–—-]|and|&)\s*{_NUMBER})*"
_BRACKETED = (
    rf"[\[【［]\s*(?:[\^#]|(?:[Pp]assage|[Ss]ource)s?\s)?\s*{_NUMBERS}\s*(?:[:|†][^\[\]【】］\n]{{0,40}})?[\]】］]"
)
_MORE = rf"(?:[^\S\n]*[,;]?[^\S\n]*{_BRACKETED})*"
_ONE = rf"(?:\(\s*{_BRACKETED}{_MORE}\s*\)|[\[【［]\s*{_BRACKETED}{_MORE}\s*[\]】］]|{_BRACKETED})"
_MARKERS = re.compile(rf"[^\S\n]*{_ONE}(?:[^\S\n]*[,;]?[^\S\n]*{_ONE})*(?:[^\S\n]+(?=[.,;:!?…]))?")
_OPENS = re.compile(rf"\s*{_BRACKETED}")
_FOOTNOTE = re.compile(rf"\s*{_BRACKETED}\s*:")
_UNFINISHED = re.compile(r"[\[【［][^\]】］\n]{0,80}$")
_ENDED = re.compile(r"[.!?…。！？।؟][”\"’')\]»」]*$")
_STOP = re.compile(r"[.!?…]+[”\"’')\]]*")
_BEGINS = re.compile(r"\s+[^\sa-z]")
_UNIT = re.compile(r"[^\s。！？]*[\s。！？]")
_AHEAD = 5  # words that show a sentence to be whole; one is enough behind a marker


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its markers, and the numbers they name, each once, in order."""

    text: str
    numbers: tuple[int, ...]


def marked_sentences(chunks: Iterable[str]) -> Iterator[Marked]:
    """The sentences of a stream of text, each as soon as it is surely whole.

    Where the stream fails, a last sentence that is whole and marked is given before the error is passed on.
    """
    line = _Line()
    try:
        for unit in _units(chunks):
            line.text += unit
            if unit.endswith("\n"):
                yield from line.rest()
                line = _Line()
            else:
                yield from line.ready()
    except Exception:
        yield from (marked for marked in line.rest() if marked.numbers and _ENDED.search(marked.text))
        raise
    yield from line.rest()


def with_yes_or_no(sentences: Iterable[Marked]) -> Iterator[Marked]:
    """The sentences, a yes or no that stands alone joined to the one behind it."""
    alone: Marked | None = None
    for one in sentences:
        if alone is None and is_bare(one.text):
            alone = one
            continue
        yield one if alone is None else Marked(f"{alone.text} {one.text}", one.numbers or alone.numbers)
        alone = None
    if alone is not None:
        yield alone


def _units(chunks: Iterable[str]) -> Iterator[str]:
    """The same text, cut behind each white space and each full stop that needs none."""
    text = ""
    try:
        for chunk in chunks:
            text += chunk
            end = 0
            for found in _UNIT.finditer(text):
                yield found[0]
                end = found.end()
            text = text[end:]
    except Exception:
        yield text
        raise
    yield text


class _Line:
    """A line as far as it has come, and how much of its words has been given away."""

    def __init__(self) -> None:
        self.text = ""
        self._given = 0

    def ready(self) -> Iterator[Marked]:
        """The sentences that what follows shows to be whole."""
        # A line that opens with a marker is read as a whole: it may be an entry in a list of sources.
        if _OPENS.match(plain_line(self.text)) or _UNFINISHED.search(self.text):
            return
        words, found = self._sentences()
        for end, marked in found:
            if len(words[end:].split()) < (1 if marked.numbers else _AHEAD):
                return
            self._given = end
            yield marked

    def rest(self) -> Iterator[Marked]:
        """All that was not given yet; the line is whole."""
        words, found = self._sentences()
        line = plain_line(self.text)
        listed = _FOOTNOTE.match(line) or (_OPENS.match(line) and not _ENDED.search(words.strip()))
        if not listed:
            yield from (marked for _, marked in found)

    def _sentences(self) -> tuple[str, list[tuple[int, Marked]]]:
        """The words without markers, and each sentence not given yet, with its end in them."""
        line = plain_line(self.text)
        words, markers = _apart(line)
        spans = _spans(words, [place for place, _ in markers], self._given)
        numbers: list[list[int]] = [[] for _ in spans]
        in_front = _OPENS.match(line) and markers[-1][0] < len(words.rstrip())
        for place, named in markers if spans else ():
            if place > self._given or not self._given:
                numbers[_owner(spans, place, bool(in_front))] += named
        texts = [_text(words[start:end]) for start, end in spans]
        return words, [
            (end, Marked(text, tuple(dict.fromkeys(named))))
            for (_, end), text, named in zip(spans, texts, numbers, strict=True)
            if text
        ]


def _apart(line: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """The words of a line without its markers, and where in them each group of markers stood, with its numbers."""
    words, end = "", 0
    markers: list[tuple[int, list[int]]] = []
    for found in _MARKERS.finditer(line):
        words += line[end : found.start()]
        markers.append((len(words), _numbers(found[0])))
        end = found.end()
        if words and line[end : end + 1].isalnum():
            words += " "
    return words + line[end:], markers


def _spans(words: str, places: list[int], given: int) -> list[tuple[int, int]]:
    """The sentences behind `given`, where `places` are those of the markers."""
    cuts = [cut for place in places if (cut := _stop(words, place)) > given]
    return [
        (start + span.start, start + span.end)
        for start, end in pairwise([given, *cuts, len(words)])
        for span in sentence_spans(words[start:end])
    ]


def _stop(words: str, place: int) -> int:
    """Where a sentence ends at a marker's place; 0 where none does. A marker at a full stop leaves no doubt of it."""
    found = _STOP.match(words, place)
    behind = found.end() if found else place
    ended = found or _ENDED.search(words, 0, place)
    return behind if ended and _BEGINS.match(words, behind) else 0


def _owner(spans: list[tuple[int, int]], place: int, in_front: bool) -> int:
    """Which sentence a marker belongs to: the one it stands in, else the one before it (or behind, `in_front`)."""
    if in_front:
        return min(bisect_left([end for _, end in spans], place + 1), len(spans) - 1)
    return max(bisect_left([start for start, _ in spans], place) - 1, 0)


def _text(words: str) -> str:
    while _MARKERS.search(words):  # taking out the inner one of [[1]2] makes another
        words = _MARKERS.sub("", words)
    return " ".join(words.split())


def _numbers(group: str) -> list[int]:
    """`1, 3` is 1 and 3; `1-3` is 1, 2 and 3."""
    found: list[int] = []
    for one in re.findall(_BRACKETED, group):
        for part in re.split(r"[,;&]|and", re.split(r"[:|†]", one)[0]):
            first, *_, last = [int(number) for number in re.findall(_NUMBER, part)] * 2
            found += range(first, min(last, first + 20) + 1)
    return found
