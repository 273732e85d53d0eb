"""The sentence of an article that a model's sentence rests on.

A passage that is named gives its sentence with most of the words; a sentence that names none is carried by the best
sentence of all, if that has enough of its words.
"""

from collections.abc import Sequence

from bot.citations import Quoted
from bot.engines.markers import Marked
from vectorstore.lexical import stems
from vectorstore.passage import Evidence
from vectorstore.sentences import is_statement

_ENOUGH = 0.5  # share of a sentence's stems that a quote must hold to carry it unasked


def quotes_for(marked: Marked, evidence: Sequence[Evidence]) -> tuple[Quoted, ...]:
    """One quotation for each passage named; empty where nothing carries the sentence."""
    named = [evidence[number - 1] for number in marked.numbers if 1 <= number <= len(evidence)]
    if named:
        best = [max(_sentences(one), key=lambda quoted: _share(marked.text, quoted), default=None) for one in named]
        return tuple(dict.fromkeys(quoted for quoted in best if quoted is not None))
    if not is_statement(marked.text):  # a heading, or words about the answer
        return ()
    every = [quoted for one in evidence for quoted in _sentences(one)]
    found = max(every, key=lambda quoted: _share(marked.text, quoted), default=None)
    return (found,) if found is not None and _share(marked.text, found) >= _ENOUGH else ()


def _sentences(one: Evidence) -> list[Quoted]:
    found = [Quoted(one.stored, span) for span in one.passage.sentences]
    return [quoted for quoted in found if is_statement(quoted.text)] or found


def _share(sentence: str, quoted: Quoted) -> float:
    said, there = set(stems(sentence)), set(stems(quoted.text))
    return len(said & there) / len(said) if said else 0.0
