"""Composing: an engine's claims, each checked before it is given on, and what happens where too little comes of them.

A model that fails before it has said anything gives way to the fallback; so does one of which no passage supports a
word. Where most of what it said had to be dropped, the fallback's sentences complete the answer. The reader is told.
"""

from collections.abc import Iterator, Sequence

from langchain_core.runnables import RunnableConfig

from bot.answer import Dropped
from bot.checking import Checker
from bot.citations import Claim, Supported
from bot.engines.engine import Engine, ModelError
from bot.question.conversation import Understood
from bot.verify.yes_or_no import apart
from vectorstore.passage import Evidence

_MOST_SENTENCES = 5
_MOST_CHECKED = 15  # of one engine's: a model that babbles is not listened to for ever


class Composing:
    """One answer while it is made: who makes it, what the reader should know of that, and what was dropped."""

    def __init__(self, engine: Engine, fallback: Engine, checker: Checker) -> None:
        self.engine = engine.name
        self.notice: str | None = None
        self.dropped: list[Dropped] = []
        self._engine, self._fallback = engine, fallback
        self._checker = checker
        self._said: list[Supported] = []

    def sentences(
        self, question: Understood, evidence: Sequence[Evidence], config: RunnableConfig
    ) -> Iterator[Supported]:
        """The supported sentences, up to the most that an answer has, in reading order."""
        try:
            claims = self._engine.compose(question, evidence, config)
            yield from self._checked(claims, by_model=self._engine is not self._fallback)
        except ModelError as error:
            if self._said:
                self.notice = f"{error} The answer may be incomplete."
                return
            self.engine, self.notice = self._fallback.name, f"{error} Answered without the model."
        else:
            if self._engine is self._fallback or not self.dropped:
                return
            self.notice = self._left_out()
            if len(self._said) >= len(self.dropped):
                return
        told = {quoted for one in self._said for quoted in one.claim.quotes}
        claims = self._fallback.compose(question, evidence, config)
        yield from self._checked((claim for claim in claims if told.isdisjoint(claim.quotes)), by_model=False)

    def _left_out(self) -> str:
        name, dropped = self._engine.name, len(self.dropped)
        if not self._said:
            self.engine = self._fallback.name
            return f"What the model {name} wrote is not borne out by the articles. Answered without the model."
        sentences = "One sentence" if dropped == 1 else f"{dropped} sentences"
        left_out = f"{sentences} of the model {name} left out: not borne out by the articles."
        return left_out if len(self._said) >= dropped else f"{left_out} The articles' own words complete the answer."

    def _checked(self, claims: Iterator[Claim], by_model: bool) -> Iterator[Supported]:
        """What is supported of these claims and was not said before; a remark with the first that it speaks of."""
        seen = {one.claim.text for one in self._said}
        checked = 0
        remark: Claim | None = None
        for claim in claims:
            if claim.remark:
                remark = claim
                continue
            if not seen.isdisjoint((claim.text, apart(claim.text)[1])):
                continue
            checked += 1
            found = self._checker.check(claim, by_model)
            if isinstance(found, Dropped):
                self.dropped.append(found)
            elif found.claim.text not in seen:
                seen |= {found.claim.text, apart(found.claim.text)[1]}
                self._said.append(found)
                if remark and not set(remark.quotes).isdisjoint(found.claim.quotes):
                    yield Supported(remark, None)
                    remark = None
                yield found
            seen.add(claim.text)
            if len(self._said) == _MOST_SENTENCES or checked == _MOST_CHECKED:
                return
