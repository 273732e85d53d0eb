"""Words as the word index knows them: lower case, without accents, stemmed.

A country has one in all its forms; initials are one word, however they are set ("J. K.", "J.K.", "JK").
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from vectorstore.language.inflections import FORMS
from vectorstore.language.names import VERSION, with_one_name

_WORD = r"\d+(?:[.,]\d+)+|[\p{L}\p{N}]+(?:['’]\p{L}{1,2}\b)?"
_STOP_WORDS = (
    "a about actually after again all also am an and any are as at be because been before being but by can could did "
    "do does doing done ever exactly for from get gets give go goes got had has have having he her here hers him his "
    "how i if in into is it its just many me more most much my no not now of on one only or other our out over own "
    "really said same say says she should so some such tell than that the their them then there these they thing "
    "things this those to too under up us very was we were what when where which while who whom whose why will with "
    "would you your"
).split()
_SHORTEST_BEGINNING = 4
_SIBLING = {"d": "s", "s": "d"}  # Latin verbs and their nouns: decid(e), decis(ion); respond, respons(e)
# Capitals with full stops between them; "a.m." is no name. It is looked behind the first only where there is one.
_INITIALS = re.compile(r"[A-ZÀ-Þ](?<![\w.].)\.(?:(?: ?[A-ZÀ-Þ]\.)+(?!\w)|(?:[A-ZÀ-Þ]\.)*[A-ZÀ-Þ](?!\w))")
_AND = re.compile(r"\b[A-Z]{1,3}&[A-Z]{1,3}\b")

READING = f"{VERSION} 4"
"""Stands for how texts are read here: an index that was made in another way must be made anew."""


def _analyzer(stop_words: bool) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORD)).filter(Filter.remove_long(40)).filter(Filter.lowercase())
    if stop_words:
        builder = builder.filter(Filter.custom_stopword(list(_STOP_WORDS)))
    builder = builder.filter(Filter.ascii_fold()).filter(Filter.stemmer("english"))
    if stop_words:  # once more: "who's" is now "who"
        builder = builder.filter(Filter.custom_stopword(list(_STOP_WORDS)))
    return builder.build()


INDEXED = _analyzer(stop_words=False)
_ASKED = _analyzer(stop_words=True)
FOLDED = (
    TextAnalyzerBuilder(Tokenizer.regex(r"[\p{L}]+")).filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()
)


def read(text: str) -> list[str]:
    """The words of a text, stop words included, in order."""
    return INDEXED.analyze(one_word_each(text))


def stems(text: str) -> list[str]:
    """The words of a text as the index knows them: lower case, without accents, stemmed, without stop words.

    A country has one stem in all its forms.
    """
    return _ASKED.analyze(one_word_each(text))


def covered(asked: Sequence[str], rarity: Mapping[str, float], words: Collection[str]) -> float:
    """The share of the question's stems that are among `words`, the rare ones counting more; in [0, 1].

    A stem also counts where one of `words` begins with it, or it with one ("intel", "intelligence"), or where one is
    the verb to its noun ("suspend", "suspension"), or another form of it ("take", "took").
    """
    total = sum(rarity[term] for term in set(asked))
    return sum(rarity[term] for term in set(asked) if _among(term, words)) / total if total else 0.0


def _among(term: str, words: Collection[str]) -> bool:
    if (forms := _inflected().get(term)) and any(form in words for form in forms):
        return True
    if term in words or len(term) < _SHORTEST_BEGINNING:
        return term in words
    if len(term) > _SHORTEST_BEGINNING and _SIBLING.get(term[-1]) and term[:-1] + _SIBLING[term[-1]] in words:
        return True
    return any(len(word) >= _SHORTEST_BEGINNING and (word.startswith(term) or term.startswith(word)) for word in words)


@cache
def _inflected() -> Mapping[str, frozenset[str]]:
    """The stems of all forms of an irregular word, by each of them."""
    groups = [frozenset(stem for form in forms for stem in stems(form)) for forms in FORMS]
    return {stem: group for group in groups for stem in group}


@lru_cache(50_000)  # names come again and again
def folded(word: str) -> str:
    """A word in small letters without accents, not stemmed."""
    return "".join(FOLDED.analyze(word))


def one_word_each(text: str) -> str:
    """The text with countries and initials put into one word each."""
    named = _INITIALS.sub(_without_marks, with_one_name(text))
    return _AND.sub(_without_marks, named) if "&" in named else named


def _without_marks(found: re.Match[str]) -> str:
    return re.sub(r"\W", "", found[0])
