"""A page, open to any machine, whose engine says one sentence and then waits, or fails where it is asked to.

Run as a program: `fake_page.py DATA PORT`.
"""

import sys
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from langchain_core.runnables import RunnableConfig

from bot.build import Program
from bot.chain import AnswerChain
from bot.citations import Claim
from bot.engines.extractive import ExtractiveEngine
from bot.question.conversation import Understood
from bot.settings import Settings
from bot.web.serve import serve
from vectorstore.passage import Evidence


class Halting(ExtractiveEngine):
    """Says one sentence and never another."""

    def compose(self, question: Understood, evidence: Sequence[Evidence], config: RunnableConfig) -> Iterator[Claim]:
        if "faulty" in question.question:
            raise RuntimeError("the scripted fault")
        yield next(iter(super().compose(question, evidence, config)))
        threading.Event().wait()


class HaltingProgram(Program):
    """The program with that engine."""

    @cached_property
    def chain(self) -> AnswerChain:
        return self._answering(Halting(self.store, self.reader))


if __name__ == "__main__":
    program = HaltingProgram(Settings(data=Path(sys.argv[1])))
    serve(program, "0.0.0.0", int(sys.argv[2]), lambda _: print("ready", flush=True))
