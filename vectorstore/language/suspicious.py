"""Words of an article that give orders to a model, in place of telling the news.

Such a sentence, and what follows it in its paragraph, for that may be what it orders to be said, is kept and can be
read, but nothing is answered from it: no engine is told it, and no sentence of an answer may rest on it. An article
that quotes such orders as news is treated alike: telling the two apart is not worth being wrong.
"""

from collections.abc import Sequence
from dataclasses import replace

from vectorstore.language.orders import orders
from vectorstore.passage import Evidence, Span

_BEFORE = 2_000  # characters of a paragraph before a passage in which an order is looked for


def suspicious(text: str) -> str | None:
    """The first words of a text that give orders to a model; None where there are none."""
    first = min(orders(text), key=lambda span: span.start, default=None)
    return " ".join(text[first.start : first.end].split()).strip(" .!?:;") if first else None


def answerable(evidence: Evidence) -> Evidence:
    """The evidence with only those sentences of its passages from which a question may be answered."""
    text = evidence.stored.article.text
    passage, found_in = (
        replace(one, sentences=trusted(text, one.sentences)) for one in (evidence.passage, evidence.found_in)
    )
    return replace(evidence, passage=passage, found_in=found_in)


def trusted(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Those of neighbouring sentences of an article that neither give orders nor follow one in their paragraph."""
    if not spans:
        return ()
    start = max(text.rfind("\n", 0, spans[0].start) + 1, spans[0].start - _BEFORE)
    given = [Span(start + one.start, start + one.end) for one in orders(text[start : spans[-1].end])]
    return tuple(span for span in spans if not any(_follows(span, order, text) for order in given))


def _follows(span: Span, order: Span, text: str) -> bool:
    return span.end > order.start and "\n" not in text[order.end : span.start]
