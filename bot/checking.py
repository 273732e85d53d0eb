"""Every sentence is checked before it is shown: against the passages that it cites, then against the others found.

    claim → marks of invented quotations off → by which passage? → on the topic? → supported, or dropped

A sentence that another passage carries is pointed there. What leans on a dropped sentence ("He also …") falls with it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answer import Dropped, Judgement
from bot.citations import Claim, Quoted, Supported
from bot.engines.selection import leans
from bot.places import Place, place_of, places_of, quotes_that_carry, reasons_against, reasons_of
from bot.topic import OnTopic
from bot.verify.quoted import without_invented_marks
from bot.verify.reading import read
from bot.verify.reported import without_report
from bot.verify.verbatim import is_verbatim
from bot.verify.verdict import Kind, Reason, Verdict
from bot.verify.yes_or_no import apart, may_be_said, statement
from vectorstore.language.dates import with_dates
from vectorstore.language.rolling import written_on
from vectorstore.language.sentences import asks
from vectorstore.language.suspicious import suspicious
from vectorstore.passage import Evidence, in_full

_OTHERS = 3  # passages not cited that a sentence is tried on
_SHARED = 0.4  # share of its words that such a passage must have, and no less than those that do not carry it have
_ALMOST_ALL = 0.8  # share of its words that a passage has which it is made of
_FEWER = 0.2  # of its words, in what carries it besides
_EXPLAINED = re.compile(r"\w+ \(")  # "He (Petro)"
_ADDRESS = re.compile(r"https?://|\bwww\.|[\w.+-]{1,60}@[\w-]{1,60}\.\w", re.IGNORECASE)


class Checker:
    """Checks one answer's sentences in turn; `on_topic` says whether one has to do with the question."""

    def __init__(self, question: str, evidence: Sequence[Evidence], on_topic: OnTopic) -> None:
        self._question = question
        self._places = places_of(in_full(evidence))
        self._on_topic = on_topic
        self._lost = False

    def check(self, claim: Claim, by_model: bool) -> Supported | Dropped:
        """The claim with the quotations that carry it, or why it is not said; it must also keep to the topic."""
        word, rest = apart(claim.text) if by_model else ("", claim.text)
        found = self._checked(replace(claim, text=rest), by_model)
        if isinstance(found, Supported) and not self._is_on_topic(found, by_model):
            found = Dropped(claim.text, (Reason("topic", claim.text),))
        self._lost = isinstance(found, Dropped)
        if isinstance(found, Supported) and word and self._may_be_said(word, found.claim.quotes):
            return replace(found, claim=replace(found.claim, text=f"{word}. {found.claim.text}"))
        return found

    def _may_be_said(self, word: str, quotes: Sequence[Quoted]) -> bool:
        asked = statement(self._question)
        return asked is not None and may_be_said(word, Verdict(reasons_of(asked, quotes)), [one.text for one in quotes])

    def _checked(self, claim: Claim, by_model: bool) -> Supported | Dropped:
        if reason := _no_statement(claim.text, by_model):
            return Dropped(claim.text, (reason,))
        if self._lost and not claim.entry and leans(claim.text) and not _EXPLAINED.match(claim.text):
            return Dropped(claim.text, (Reason("referent", claim.text.split()[0]),))
        cited = self._cited(claim.quotes)
        every = [*cited, *(one for one in self._places if one not in cited)]
        texts = without_invented_marks(claim.text, [one.text for one in every])
        own = _own(replace(claim, text=texts[0])) if by_model else _own(claim, claim.quotes[1:])
        if own and not reasons_against(own.text, self._cited(own.quotes)[:1]):
            return Supported(own, Judgement("supported"))
        for text in texts:
            found = self._supported(replace(claim, text=text), cited)
            if isinstance(found, Supported):
                found = self._by_its_own(found)
            if isinstance(found, Supported) or _is_anothers(found):
                break
        return found

    def _is_on_topic(self, found: Supported, by_model: bool) -> bool:
        first = found.claim.quotes[0]
        article = first.stored.article
        told = without_report(found.claim.text, article.outlet, written_on(article)) if by_model else first.text
        return self._on_topic(told, first, by_model)

    def _supported(self, claim: Claim, cited: Sequence[Place]) -> Supported | Dropped:
        """The claim on sentences that carry it: of each passage it cites, of all of them, or of another."""
        alone = [quote for one in cited for quote in quotes_that_carry([one], claim.text)]
        if quotes := alone or quotes_that_carry(cited, claim.text):
            return _pointed(claim, quotes, Judgement("supported"))
        reasons = reasons_against(claim.text, cited[:1]) or (Reason("coverage", claim.text),)
        for one in self._likely(claim.text, cited):
            if quotes := quotes_that_carry([one], claim.text):
                return _pointed(claim, quotes, Judgement("supported_by_another", reasons))
        return Dropped(claim.text, reasons)

    def _by_its_own(self, found: Supported) -> Supported | Dropped:
        """The same; but where it is nearly a passage's own sentence, and far from those that carry it, as that says.

        What is only like it neither helps a distorted sentence nor takes the place of where a true one stands.
        """
        claim = found.claim
        said = {word.stem for word in read(claim.text).all if word.stem}
        there = {word.stem for quoted in claim.quotes for word in read(quoted.text).all}
        nearest = max(self._places, key=lambda one: one.share(said), default=None)
        if nearest is None or nearest.share(said) < max(_ALMOST_ALL, len(said & there) / max(1, len(said)) + _FEWER):
            return found
        if quotes := quotes_that_carry([nearest], claim.text):
            reasons = found.judgement.reasons if found.judgement else ()
            return _pointed(claim, quotes, Judgement("supported_by_another", reasons))
        return Dropped(claim.text, reasons_against(claim.text, [nearest]) or (Reason("coverage", claim.text),))

    def _cited(self, quotes: Sequence[Quoted]) -> list[Place]:
        found = [
            next((one for one in self._places if one.holds(quoted)), None) or place_of(quoted) for quoted in quotes
        ]
        return list(dict.fromkeys(found))

    def _likely(self, text: str, cited: Sequence[Place]) -> Iterator[Place]:
        """The passages not cited that have most of the words, best first.

        Where a cited one has nearly all and yet does not carry the claim, what is only like it was not meant.
        """
        said = {word.stem for word in read(text).all if word.stem}
        enough = max((_SHARED, *(one.share(said) for one in cited)))
        shares = [(one.share(said), one) for one in self._places if one not in cited]
        best = sorted(shares, key=lambda pair: -pair[0])[:_OTHERS]
        yield from (one for share, one in best if share >= enough)


def _no_statement(text: str, by_model: bool) -> Reason | None:
    """A reason where a sentence asks, gives orders or, by a model, sends a reader elsewhere, in place of news."""
    kind: Kind = "statement"
    elsewhere = by_model and _ADDRESS.search(text)
    return Reason(kind, text) if asks(text) or elsewhere or suspicious(text) else None


def _is_anothers(found: Dropped) -> bool:
    """Whether somebody else says it: without quotation marks, it would still be put in the wrong mouth."""
    return any(reason.kind == "attribution" for reason in found.reasons)


def _pointed(claim: Claim, quotes: Sequence[Quoted], judgement: Judgement) -> Supported:
    """The claim on the quotations that carry it, with its dates resolved as they are in the first one's article.

    What was said before it was said of the article that it rested on.
    """
    every = tuple(dict.fromkeys(quotes))
    label = claim.label if any(one.stored == every[0].stored for one in claim.quotes) else ""
    text = with_dates(claim.text, written_on(every[0].stored.article))
    return Supported(replace(claim, text=text, quotes=every, label=label), judgement)


def _own(claim: Claim, besides: tuple[Quoted, ...] = ()) -> Claim | None:
    """The claim with the one quotation that it is itself, with at most parentheses added; None where it is none.

    `besides` are those that tell what stands in the parentheses.
    """
    quotes = tuple(quoted for quoted in claim.quotes if is_verbatim(claim.text, read(quoted.text)))
    if not quotes:
        return None
    day = written_on(quotes[0].stored.article)
    text = with_dates(claim.text, day) if claim.text == quotes[0].text else claim.text
    return replace(claim, text=text, quotes=(quotes[0], *besides))
