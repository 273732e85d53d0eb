"""Places of an article as sentences are checked against them: a passage with the sentences beside it.

Only sentences from which a question may be answered are part of one (`vectorstore.language.suspicious`), and none
that asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.citations import Quoted
from bot.verify.claims import Source, verify_claim
from bot.verify.reading import read
from vectorstore.article import StoredArticle
from vectorstore.language.dates import with_dates
from vectorstore.language.rolling import written_on
from vectorstore.language.sentences import asks, is_statement, sentence_spans
from vectorstore.language.suspicious import trusted
from vectorstore.passage import Evidence, Span

_BESIDE = 600  # characters in which the sentence before or behind a passage is looked for
_MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Sentences of a stored article, in order: those of a passage, and one on either side."""

    stored: StoredArticle
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Its words, a line end where a paragraph ends."""
        text = self.stored.article.text
        return "\n".join(text[span.start : span.end] for span in self.spans)

    @property
    def source(self) -> Source:
        """The place as claims are verified against it."""
        return Source(self.text, self.stored.article.published)

    @property
    def quotes(self) -> tuple[Quoted, ...]:
        """Its sentences."""
        return tuple(Quoted(self.stored, span) for span in self.spans)

    def holds(self, quoted: Quoted) -> bool:
        """Whether the quotation is one of its sentences."""
        mine, theirs = self.stored, quoted.stored
        return (mine.article.id, mine.version) == (theirs.article.id, theirs.version) and quoted.span in self.spans

    def share(self, stems: set[str]) -> float:
        """The share of these stems that it has."""
        there = {word.stem for word in read(self.text).all}
        return len(stems & there) / len(stems) if stems else 0.0


def places_of(evidence: Sequence[Evidence]) -> list[Place]:
    """The place of each passage, best first; those that may answer nothing are left out."""
    every = [_beside(one.stored, one.passage.sentences) for one in evidence if one.passage.sentences]
    return [one for one in every if one.spans]


def place_of(quoted: Quoted) -> Place:
    """The place of a quotation that stands in none of the passages found."""
    return _beside(quoted.stored, (quoted.span,))


def together(places: Sequence[Place]) -> Source:
    """Several places as one source, with the days that their words mean, each by its own day of publication."""
    days = {one.stored.article.published for one in places}
    if len(days) == 1:
        return Source("\n".join(one.text for one in places), *days)
    return Source("\n".join(with_dates(one.text, written_on(one.stored.article)) for one in places))


def quotes_that_carry(place: Place, text: str) -> tuple[Quoted, ...]:
    """The fewest sentences of a place that support a claim, best first; the best alone where a few do not suffice."""
    chosen: list[Quoted] = []
    for quoted in _best_first(place, text)[:_MOST_QUOTES]:
        chosen.append(quoted)
        source = Source("\n".join(one.text for one in chosen), place.stored.article.published)
        if verify_claim(text, [source], [0]).source is not None:
            return tuple(chosen)
    return tuple(chosen[:1])


def best_quote(place: Place, text: str) -> tuple[Quoted, ...]:
    """The sentence of a place that has most of a claim's words."""
    return tuple(_best_first(place, text)[:1])


def _best_first(place: Place, text: str) -> list[Quoted]:
    """Its sentences, each adding most to those before it of the words of the claim; headings only where all are."""
    left = [one for one in place.quotes if is_statement(one.text)] or list(place.quotes)
    said = {word.stem for word in read(text).all if word.stem}
    chosen: list[Quoted] = []
    while left:
        best = max(left, key=lambda one: (len(said & _stems(one)), -one.span.start))
        if chosen and not said & _stems(best):
            break
        said -= _stems(best)
        chosen.append(best)
        left.remove(best)
    return chosen


def _stems(quoted: Quoted) -> set[str]:
    return {word.stem for word in read(quoted.text).all if word.stem}


def _beside(stored: StoredArticle, spans: Sequence[Span]) -> Place:
    """The sentences with the one before and the one behind them."""
    text = stored.article.text
    first, last = max(0, spans[0].start - _BESIDE), spans[-1].end
    before = [Span(first + one.start, first + one.end) for one in sentence_spans(text[first : spans[0].start])]
    behind = [Span(last + one.start, last + one.end) for one in sentence_spans(text[last : last + _BESIDE])]
    told = trusted(text, [*before[-1:], *spans, *behind[:1]])
    return Place(stored, tuple(span for span in told if not asks(text[span.start : span.end])))
