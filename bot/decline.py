"""When not to answer: a typed decline, with the nearest thing that the articles do say."""

from collections.abc import Sequence

from bot.answer import Decline
from bot.citations import Quoted, nearest
from vectorstore.passage import Evidence
from vectorstore.sentences import is_statement

_COSINE = 0.62  # bge-small: passages that answer a question seldom lie below


def gate(evidence: Sequence[Evidence]) -> Decline | None:
    """Whether the evidence is too far from the question to answer it; asked before any engine is."""
    if not evidence:
        return Decline("no_coverage", "No articles are loaded yet. Load some with `dateline load URL-OR-FILE …`.")
    if max(one.cosine for one in evidence) < _COSINE:
        return not_answered(evidence)
    return None


def not_answered(evidence: Sequence[Evidence]) -> Decline:
    """The decline for a question that the evidence does not answer."""
    best = next((quoted for one in evidence for quoted in _statements(one)), None)
    return Decline(
        "no_coverage",
        "The loaded articles don't say." + (f" Nearest: “{best.text}”" if best else ""),
        (nearest(best),) if best else (),
    )


def _statements(one: Evidence) -> list[Quoted]:
    found = [Quoted(one.stored, span) for span in one.passage.sentences]
    return [quoted for quoted in found if is_statement(quoted.text)]
