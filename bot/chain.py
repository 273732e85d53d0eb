"""The chain: a question goes in, typed events come out, and the last one holds the answer.

    history + question → self-contained query → search → gate → engine → checked → numbered sentences → answer

One generator decides everything; `stream` and `astream` give its events, `invoke` and `ainvoke` the finished answer.
The search and the model run as LangChain runnables with the caller's callbacks, so tracing tools see every step.
"""

import asyncio
import contextvars
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForChainRun, CallbackManagerForChainRun
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import merge_configs

from bot.answer import Answer, Citation, Sentence, Timings
from bot.checking import Checker
from bot.citations import Supported, cite
from bot.composing import Composing
from bot.decline import Gate, false_premise, not_answered
from bot.engines.engine import Engine
from bot.engines.telling import verbatim
from bot.events import Event, Finished, Question, Said, Searched
from bot.finding import find
from bot.premise import denial
from bot.question.meaning import meaning
from bot.question.small_talk import small_talk
from bot.topic import about
from bot.usage import Meter
from vectorstore.finding.retriever import NewsRetriever
from vectorstore.indexes.lexical import stems
from vectorstore.passage import Evidence, in_full


class AnswerChain(Runnable[Question, Any]):
    """Answers questions about the loaded articles. `fallback` answers where the engine's model does not.

    `gate` says whether what is found answers.
    """

    def __init__(self, retriever: NewsRetriever, gate: Gate, engine: Engine, fallback: Engine) -> None:
        self._retriever = retriever
        self._gate = gate
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
        if reply := small_talk(question.text, first=not question.history):
            yield from _chat(question, reply, self.engine, clock)
            return
        meter = Meter()
        config = merge_configs(config, {"callbacks": [meter]})
        meant = meaning(question, self._engine, self._fallback, self._retriever.store.archive, config)
        found = find(self._retriever, self._gate, meant.request(question.filters), meant.outlet, config)
        request, evidence, declined = found.request, found.evidence, found.declined
        notice = meant.notice or found.notice
        clock.searched()
        yield Searched(request, evidence)

        sentences: list[Sentence] = []
        citations: list[Citation] = []
        composing = Composing(self._engine, self._fallback, self._checker(request.query, evidence))
        told: Iterable[Supported] = ()
        if declined is None and (denying := self._denied(request.query, evidence)):
            declined, told = false_premise(), (denying,)
        elif declined is None:
            told = composing.sentences(meant.understood, evidence, config)
        for supported in told:
            sentence, added = cite(supported, citations, evidence)
            clock.said()
            sentences.append(sentence)
            citations += added
            yield Said(sentence, added)
        if not sentences and declined is None:
            declined = not_answered(request.query, evidence)
        yield Finished(
            Answer(
                question=question.text,
                request=request,
                evidence=evidence,
                confidence=round(found.support, 4),
                sentences=tuple(sentences),
                citations=tuple(citations),
                declined=declined,
                engine=composing.engine,
                timings=clock.timings(),
                notice=composing.notice or notice,
                dropped=tuple(composing.dropped),
                usage=meter.usage,
            )
        )

    def _denied(self, query: str, evidence: tuple[Evidence, ...]) -> Supported | None:
        """What the articles say against what the question takes for granted."""
        quoted = denial(query, evidence, self._retriever.store.rarity(stems(query)))
        if quoted is None:
            return None
        found = self._checker(query, evidence).check(verbatim(quoted), by_model=False)
        return found if isinstance(found, Supported) else None

    def _checker(self, query: str, evidence: tuple[Evidence, ...]) -> Checker:
        return Checker(query, in_full(evidence), about(self._retriever.store, query, evidence))


def _chat(question: Question, reply: str, engine: str, clock: "_Clock") -> Iterator[Event]:
    """Small talk: a fixed text, without a search."""
    sentence = Sentence(reply, ())
    clock.said()
    yield Said(sentence, ())
    request = replace(question.filters, query=question.text.strip())
    yield Finished(Answer(question.text, request, (), (sentence,), (), None, engine, clock.timings()))


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
