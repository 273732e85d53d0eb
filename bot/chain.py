"""The chain: a question goes in, typed events come out, and the last one holds the answer.

    history + question → self-contained query → search → gate → engine → numbered sentences → answer

One generator decides everything; `stream` and `astream` give its events, `invoke` and `ainvoke` the finished answer.
The search and the model run as LangChain runnables with the caller's callbacks, so tracing tools see every step.
"""

import asyncio
import contextvars
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig

from bot.answer import Answer, Citation, Sentence, Timings
from bot.citations import Claim, cite
from bot.conversation import Understood
from bot.decline import not_answered
from bot.engines.engine import Engine, ModelError
from bot.events import Event, Finished, Question, Said, Searched
from bot.finding import find
from bot.small_talk import small_talk
from vectorstore.passage import Evidence
from vectorstore.retriever import NewsRetriever

_MOST_SENTENCES = 5


class AnswerChain(Runnable[Question, Any]):
    """Answers questions about the loaded articles. `fallback` answers where the engine's model does not."""

    def __init__(self, retriever: NewsRetriever, engine: Engine, fallback: Engine) -> None:
        self._retriever = retriever
        self._engine = engine
        self._fallback = fallback

    @property
    def engine(self) -> str:
        """The name of the engine that answers."""
        return self._engine.name

    def stream(
        self,
        input: Question,
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> Iterator[Event]:
        """The events as they come: `Searched`, any number of `Said`, `Finished`; small talk has no `Searched`."""
        yield from self._transform_stream_with_config(iter([input]), self._transform, config)

    async def astream(
        self,
        input: Question,
        config: RunnableConfig | None = None,
        **_: Any,
    ) -> AsyncIterator[Event]:
        """The same events; the work is done in a thread, so that the loop goes on."""
        async for event in self._atransform_stream_with_config(_only(input), self._atransform, config):
            yield event

    def invoke(self, input: Question, config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The finished answer."""
        return next(event.answer for event in self.stream(input, config) if isinstance(event, Finished))

    async def ainvoke(self, input: Question, config: RunnableConfig | None = None, **_: Any) -> Answer:
        """The finished answer."""
        return [event.answer async for event in self.astream(input, config) if isinstance(event, Finished)][-1]

    def _transform(
        self, inputs: Iterator[Question], run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[Event]:
        for question in inputs:
            yield from self._events(question, config)

    async def _atransform(
        self, inputs: AsyncIterator[Question], run_manager: AsyncCallbackManagerForChainRun, config: RunnableConfig
    ) -> AsyncIterator[Event]:
        async for question in inputs:
            async for event in _in_thread(self._events(question, config)):
                yield event

    def _events(self, question: Question, config: RunnableConfig) -> Iterator[Event]:
        clock = _Clock()
        if reply := small_talk(question.text):
            yield from _chat(question, reply, self.engine, clock)
            return
        understood, notice = self._understood(question, config)
        found = find(self._retriever, replace(question.filters, query=understood.query), config)
        request, evidence, declined = found.request, found.evidence, found.declined
        notice = notice or found.notice
        clock.searched()
        yield Searched(request, evidence)

        sentences: list[Sentence] = []
        citations: list[Citation] = []
        engine = self._engine.name
        if declined is None:
            composing = _Composing(self._engine, self._fallback, understood.question, evidence, config)
            for claim in composing:
                sentence, added = cite(claim, citations, evidence)
                clock.said()
                sentences.append(sentence)
                citations += added
                yield Said(sentence, added)
            engine, notice = composing.engine, composing.notice or notice
            declined = None if sentences else not_answered(evidence)
        yield Finished(
            Answer(
                question=question.text,
                request=request,
                evidence=evidence,
                sentences=tuple(sentences),
                citations=tuple(citations),
                declined=declined,
                engine=engine,
                timings=clock.timings(),
                notice=notice,
            )
        )

    def _understood(self, question: Question, config: RunnableConfig) -> tuple[Understood, str | None]:
        if not question.history:
            return Understood(question.text.strip(), question.text.strip()), None
        try:
            return self._engine.rewrite(question.text, question.history, config), None
        except ModelError as error:
            return self._fallback.rewrite(question.text, question.history, config), str(error)


def _chat(question: Question, reply: str, engine: str, clock: "_Clock") -> Iterator[Event]:
    """Small talk: a fixed text, without a search."""
    sentence = Sentence(reply, ())
    clock.said()
    yield Said(sentence, ())
    request = replace(question.filters, query=question.text.strip())
    yield Finished(Answer(question.text, request, (), (sentence,), (), None, engine, clock.timings()))


class _Composing:
    """The claims of the engine, or of the fallback where the engine's model fails before it has said anything."""

    def __init__(
        self, engine: Engine, fallback: Engine, question: str, evidence: tuple[Evidence, ...], config: RunnableConfig
    ) -> None:
        self.engine = engine.name
        self.notice: str | None = None
        self._claims = engine.compose(question, evidence, config)
        self._instead = fallback
        self._again = (question, evidence, config)

    def __iter__(self) -> Iterator[Claim]:
        said: set[str] = set()
        try:
            yield from _new(self._claims, said)
        except ModelError as error:
            if said:
                self.notice = f"{error} The answer may be incomplete."
                return
            self.engine, self.notice = self._instead.name, f"{error} Answered without the model."
            yield from _new(self._instead.compose(*self._again), said)


def _new(claims: Iterator[Claim], said: set[str]) -> Iterator[Claim]:
    """The claims that were not said before, up to the most that an answer has."""
    for claim in claims:
        if claim.text in said:
            continue
        if len(said) == _MOST_SENTENCES:
            return
        said.add(claim.text)
        yield claim


class _Clock:
    """Milliseconds since the question came."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._search = 0.0
        self._first: float | None = None

    def searched(self) -> None:
        self._search = self._now()

    def said(self) -> None:
        self._first = self._now() if self._first is None else self._first

    def timings(self) -> Timings:
        return Timings(self._search, self._first, self._now())

    def _now(self) -> float:
        return round((time.perf_counter() - self._start) * 1000, 1)


async def _only(question: Question) -> AsyncIterator[Question]:
    yield question


async def _in_thread(events: Iterator[Event]) -> AsyncIterator[Event]:
    """Read a generator from a thread, one event at a time, in the caller's context."""
    loop, context = asyncio.get_running_loop(), contextvars.copy_context()

    def following() -> Event | None:
        return context.run(next, events, None)

    while (event := await loop.run_in_executor(None, following)) is not None:
        yield event
