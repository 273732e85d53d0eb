"""Places of an article as sentences are checked against them: a passage with the sentences beside it.

Only sentences from which a question may be answered are part of one (`vectorstore.language.suspicious`), and none
that asks.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from bot.citations import Quoted
from bot.verify.claims import Source, verify_claim
from bot.verify.reading import read
from bot.verify.reported import without_report
from bot.verify.verdict import Kind, Reason
from vectorstore.article import StoredArticle
from vectorstore.language.dates import with_dates
from vectorstore.language.rolling import written_on
from vectorstore.language.sentences import asks, is_statement, sentence_spans
from vectorstore.language.suspicious import trusted
from vectorstore.passage import Evidence, Span

_BESIDE = 600  # characters in which the sentence before or behind a passage is looked for
_MOST_QUOTES = 4
_MOST_TRIED = 12  # sentences that may add a word, so that a model that cites everything is not tried for long
_BESIDE_THEM: frozenset[Kind] = frozenset(("name", "date"))  # faults that the sentences around may clear


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


def quotes_that_carry(places: Sequence[Place], text: str) -> tuple[Quoted, ...]:
    """The fewest sentences of these places that support a claim by themselves, best first; none where a few do not.

    Who and when may be told by what stands beside them. All that the places say must support the claim too: what
    stands beside a sentence may also speak against it.
    """
    if not places or reasons_against(text, places):
        return ()
    every = list(dict.fromkeys(quoted for one in places for quoted in one.quotes))
    nearly: tuple[Quoted, ...] = ()
    for chosen in _few(every, {word.stem for word in read(text).all if word.stem}):
        reasons = reasons_of(text, chosen)
        if not reasons:
            return tuple(chosen)
        if not nearly and _BESIDE_THEM.issuperset(reason.kind for reason in reasons):
            nearly = tuple(chosen)
    return nearly


def reasons_against(text: str, places: Sequence[Place]) -> tuple[Reason, ...]:
    """What speaks against a claim in all that the places say together; nothing where there is no place."""
    return reasons_of(text, [quoted for one in places for quoted in one.quotes]) if places else ()


def reasons_of(text: str, quotes: Sequence[Quoted]) -> tuple[Reason, ...]:
    """What speaks against a claim in sentences of one day, or of several, each read by its own; there must be some."""
    told = sorted(dict.fromkeys(quotes), key=lambda one: (one.stored.article.id, one.span.start))
    days = {one.stored.article.published for one in told}
    outlets = {one.stored.article.outlet for one in told}
    if len(outlets) == 1:
        day = written_on(told[0].stored.article) if len(days) == 1 else None
        text = without_report(text, outlets.pop(), day)
    if len(days) == 1:
        source = Source("\n".join(one.text for one in told), *days)
    else:
        source = Source("\n".join(with_dates(one.text, written_on(one.stored.article)) for one in told))
    return verify_claim(text, [source], [0]).reasons


def _few(every: Sequence[Quoted], said: Set[str]) -> Iterator[list[Quoted]]:
    """What may carry a claim with these stems: the best sentences, and some of them with one that adds a word."""
    best = _best_first(every, said)[:_MOST_QUOTES]
    yield from (best[: number + 1] for number in range(len(best)))
    for number in range(1, _MOST_QUOTES):
        lacking = frozenset(said).difference(*map(_stems, best[:number]))
        adding = [one for one in every if one not in best[:number] and _stems(one) & lacking]
        adding.sort(key=lambda one: -len(_stems(one) & lacking))
        yield from ([*best[:number], one] for one in adding[:_MOST_TRIED])


def _best_first(every: Sequence[Quoted], said: Set[str]) -> list[Quoted]:
    """The sentences, each adding most of these stems to those before it; headings only where all are."""
    left = [one for one in every if is_statement(one.text)] or list(every)
    chosen: list[Quoted] = []
    while left:
        best = max(left, key=lambda one: len(said & _stems(one)))
        if chosen and not said & _stems(best):
            break
        said = said - _stems(best)
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
