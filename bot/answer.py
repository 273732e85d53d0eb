"""The answer: sentences, each with the citations it rests on, or a typed decline.

The page, the terminal, `--json` and the evaluation all read this one value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

from bot.verify.claims import Standing
from bot.verify.verdict import Reason
from vectorstore.finding.search import SearchRequest
from vectorstore.language.suspicious import suspicious
from vectorstore.passage import Carrier, Evidence

DeclineKind = Literal["no_coverage", "false_premise", "outside_filter", "stale", "unclear"]
Status = Literal["answered", "declined", "chat"]


@dataclass(frozen=True, slots=True)
class Citation:
    """At most one sentence of one stored version: `quote` equals that version's `text[start:end]`."""

    n: int
    article_id: str
    version: int
    title: str
    outlet: str
    author: tuple[str, ...]
    url: str | None
    published: str | None
    quote: str
    start: int
    end: int
    also_carried_by: tuple[Carrier, ...] = ()
    """Other articles that have the same sentence, as copies of the article or as what it was copied from."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of checking a sentence before it was shown; the reasons are those against what it cited at first."""

    standing: Standing
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, without markers, and the numbers of the citations it rests on.

    `verdict` is None for what says nothing of the world: small talk, and of what kind the quotations are. `label` is
    what the text begins with in parentheses, if anything, that tells of its first citation: its outlet, its day.
    `entry` is the number of its paragraph, 0 where there is but one.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Judgement | None = None
    label: str = ""
    entry: int = 0

    @property
    def words(self) -> str:
        """The text without the label."""
        return self.text.removeprefix(f"({self.label}) ") if self.label else self.text

    def __str__(self) -> str:
        return " ".join([self.text, "".join(f"[{n}]" for n in self.citations)]).strip()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that an engine made and no passage supports: it is never shown to a reader."""

    text: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest thing that the articles do say, where they do not answer."""

    article_id: str
    version: int
    start: int
    end: int
    quote: str
    title: str
    outlet: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Decline:
    """Why there is no answer, in words for the reader."""

    kind: DeclineKind
    message: str
    nearest: tuple[Nearest, ...] = ()


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question came: search done, first sentence out, all done."""

    search: float
    first_sentence: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of all requests for one question; `estimated` where a service did not count one of them to its end."""

    requests: int
    input_tokens: int
    output_tokens: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question."""

    question: str
    request: SearchRequest
    evidence: tuple[Evidence, ...]
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    declined: Decline | None
    engine: str
    timings: Timings
    notice: str | None = None
    """Something the reader should know about how the answer came about, such as a model that did not reply."""
    dropped: tuple[Dropped, ...] = ()
    usage: Usage | None = None
    """None where no chat model was asked."""
    confidence: float | None = None
    """How well what was found fits the question, from 0 to 1; None where nothing was searched."""

    @property
    def status(self) -> Status:
        if self.declined:
            return "declined"
        return "answered" if self.citations else "chat"  # what is said of the world is cited; small talk is not

    @property
    def text(self) -> str:
        """The answer with its inline markers."""
        return " ".join(map(str, self.sentences))

    @property
    def said(self) -> str:
        """What the reader was told, as a turn of the conversation: no markers, no labels: they mean nothing later."""
        message = [self.declined.message] if self.declined else []
        return " ".join([*message, *(one.words for one in self.sentences)])

    def document(self) -> dict[str, Any]:
        """The `ask --json` document."""
        return {
            "question": self.question,
            "status": self.status,
            "declined": asdict(self.declined) if self.declined else None,
            "answer": self.text,
            "sentences": [asdict(sentence) for sentence in self.sentences],
            "dropped": [asdict(one) for one in self.dropped],
            "citations": [asdict(citation) for citation in self.citations],
            "search": asdict(self.request),
            "evidence": [_evidence_row(item) for item in self.evidence],
            "confidence": self.confidence,
            "engine": self.engine,
            "notice": self.notice,
            "usage": asdict(self.usage) if self.usage else None,
            "timings_ms": asdict(self.timings),
        }


def paragraphs(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Sentences by paragraph: those of one entry stand together."""
    return [list(group) for _, group in groupby(sentences, lambda one: one.entry)]


def _evidence_row(item: Evidence) -> Mapping[str, Any]:
    passage = item.passage
    return {
        "rank": item.rank,
        "article_id": passage.article_id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
        "text": item.text,
        "score": item.score,
        "also_carried_by": [asdict(one.carrier) for one in item.also],
        "suspicious": suspicious(item.text) is not None,
    }
