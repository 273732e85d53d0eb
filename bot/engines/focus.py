"""Whom a question is about, and whether a sentence is about the same: its subject, not any name in it.

"Following the UK announcement, Colombia's president halted sharing" names the United Kingdom, but says what Colombia
did. A country's sentences are also those of its office holders, where the article names the office ("Colombian
President Gustavo Petro"). Without a parser, the subject is the first name near the beginning of the main clause.
"""

import re
from functools import lru_cache

from bot.referents import TITLE
from vectorstore.indexes.lexical import stems
from vectorstore.language.names import countries, with_one_name

_CAPITAL = r"[A-ZÀ-Þ][\w’'-]{0,40}"
_NAME = re.compile(rf"{_CAPITAL}(?:\s+{_CAPITAL})*")
_QUESTION_WORD = re.compile(
    r"(?:and|but|so|why|when|where|how|what|which|who\w*|is|are|was|were|do|did|does|ha[sd])\b", re.I
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_REFERENT = re.compile(r"^(?:He|She) \(([^)]+)\)")
_DATE = re.compile(
    r"^(?:(?:On|In|By|Since|Until|Last|Late|Early|This|Next)\s+)*"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August"
    r"|(?:Septem|Octo|Novem|Decem)ber|\d{4}|week|month|year)\b,?(?:\s+\d+,?)*\s*"
)
# What an opening phrase begins with, that ends at a comma before the subject comes.
_OPENING = re.compile(
    r"^(?:After|Against|Ahead|Also|Although|Already|Amid|And|As|At|Because|Before|But|By|Despite|During|Even|Following"
    r"|For|From|Given|However|If|In|Instead|Like|Meanwhile|On|Once|Since|Still|Though|Under|Unlike|Until|When|While|With"
    r"|Without|Yet|\w+ing|\w+ly)\b[^,]*,\s*"
)
_OFFICE = re.compile(
    rf"\b({_CAPITAL})(?:['’]s)?\s+(?:[A-Za-z]{{1,20}}\s+){{0,2}}{TITLE}\s+({_CAPITAL}(?:\s+{_CAPITAL}){{0,2}})"
)
_ARTICLE = re.compile(r"^(?:The|A|An|Its|His|Her|Their|Mr|Mrs|Ms|Dr)\b\.?\s*")
_HEAD = 4  # small words before the subject's name ("a spokesman for the")
_LONGEST = 1_000  # characters of a sentence that is looked at


def focus(question: str) -> frozenset[str]:
    """The stems of the question's subject, the first name near its beginning; empty where it has none."""
    question = with_one_name(question)
    opening = _QUESTION_WORD.match(question)
    return frozenset(stems(_early_name(question[opening.end() if opening else 0 :])))


def is_about(sentence: str, text: str, asked: frozenset[str]) -> bool:
    """Whether the sentence's subject is the one asked about, or one who holds an office of it in the article's text.

    A leading pronoun counts where it is explained: "He (Petro)".
    """
    words = named_subject(sentence).split()
    held = _offices(text)
    return not asked.isdisjoint(stems(" ".join([*words, *(held[word] for word in words if word in held)])))


def named_subject(sentence: str) -> str:
    """The name that a sentence begins with, or its pronoun is explained by; empty where its subject has none."""
    sentence = sentence[:_LONGEST]
    if explained := _REFERENT.match(sentence):
        return explained[1]
    sentence = with_one_name(_QUOTED.sub("", sentence).strip(" ,"))
    while opening := _DATE.match(sentence) or _OPENING.match(sentence):
        sentence = sentence[opening.end() :]
    return _early_name(_ARTICLE.sub("", sentence))


def _early_name(words: str) -> str:
    name = _NAME.search(words)
    return name[0] if name and len(words[: name.start()].split()) <= _HEAD else ""


@lru_cache(maxsize=256)
def _offices(text: str) -> dict[str, str]:
    """Last names of those whom the text gives an office of a country, with the country."""
    text = with_one_name(text)
    known = set(countries(text))
    return {name.split()[-1]: country for country, name in _OFFICE.findall(text) if country in known}
