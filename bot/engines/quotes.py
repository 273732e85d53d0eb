"""The sentences of articles that a model's sentence says it rests on."""

from collections.abc import Sequence

from bot.citations import Quoted
from bot.engines.markers import Marked
from vectorstore.indexes.lexical import stems
from vectorstore.language.sentences import is_statement
from vectorstore.passage import Evidence


def quotes_for(marked: Marked, evidence: Sequence[Evidence]) -> tuple[Quoted, ...]:
    """One quotation for each passage named, its sentence with most of the words; empty where none is named."""
    named = [evidence[number - 1] for number in marked.numbers if 1 <= number <= len(evidence)]
    return tuple(dict.fromkeys(max(_sentences(one), key=lambda quoted: _share(marked.text, quoted)) for one in named))


def _sentences(one: Evidence) -> list[Quoted]:
    found = [Quoted(one.stored, span) for span in one.passage.sentences]
    return [quoted for quoted in found if is_statement(quoted.text)] or found


def _share(sentence: str, quoted: Quoted) -> float:
    said, there = set(stems(sentence)), set(stems(quoted.text))
    return len(said & there) / len(said) if said else 0.0
