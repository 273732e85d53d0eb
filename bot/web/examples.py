"""Example questions, made from the newest articles and kept only where the chain answers them from there.

Names that a headline shares with its text fill a few plain templates; no list of questions is written anywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from threading import Lock

from bot.chain import AnswerChain, Question
from bot.referents import persons
from vectorstore.archive import Archive
from vectorstore.article import Article

_KEPT = 4
_NEWEST = 16
_TRIED = 12
_WORD = r"(?:(?:[A-Z]\.){2,}|[A-ZÀ-Þ][\w’'-]*\w)"
_NAME = re.compile(rf"(?<![\w.’'-])(the )?({_WORD}(?: (?:of )?{_WORD})*?)(?:[’']s)?(?![\w’'-]| (?:of )?{_WORD})")
# What follows a name, but seldom an adjective ("Swiss", "Colombian").
_AFTER_NAME = re.compile(
    r"[.,;:?!)”’]|$| (?:\w+ed|told|wrote|and|or|in|on|at|to|is|are|was|were|has|had|have|for|with|from|by|as|after|over|that|said|says"
    r"|will|would|could|who|which|until|since|before)\b"
)
# A headline that is a sentence in small letters: who, does, what.
_HEADLINE = re.compile(rf"((?:{_WORD}(?:[’']s)? )*({_WORD}) )([a-z]{{3,}}(?<![suiag])s) ([^,;:–—]+)")
_REASON = re.compile(r"\b(?:to|over|after|amid)\b")
_NO_NAME = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Mr Mrs Ms Dr".split()
)


class Examples:
    """Questions that the loaded articles can answer, made once for each state of the archive."""

    def __init__(self, archive: Archive, chain: AnswerChain) -> None:
        """`chain` is asked every question that is tried, so it should cost nothing to ask."""
        self._archive = archive
        self._chain = chain
        self._lock = Lock()
        self._made: tuple[int, tuple[str, ...]] | None = None

    def now(self) -> tuple[str, ...]:
        """Up to four questions, none where nothing is loaded; raises what the chain raises."""
        with self._lock:
            generation = self._archive.generation()
            if self._made is None or self._made[0] != generation:
                newest = (stored.article for stored in islice(self._archive.articles(), _NEWEST))
                self._made = (generation, tuple(islice(chosen(newest, self._answers), _KEPT)))
            return self._made[1]

    def _answers(self, question: str, article: Article) -> bool:
        answer = self._chain.invoke(Question(question))
        return answer.declined is None and any(one.article_id == article.id for one in answer.citations)


def chosen(articles: Iterator[Article], answers: Callable[[str, Article], bool]) -> Iterator[str]:
    """At most one question an article, no name twice, each one that `answers` finds answered from its article."""
    used: set[str] = set()
    tried = 0
    for article in articles:
        for names, question in questions(article):
            if tried == _TRIED:
                return
            if used.isdisjoint(names):
                tried += 1
                if answers(question, article):
                    used.update(names)
                    yield question
                    break


def questions(article: Article) -> list[tuple[tuple[str, ...], str]]:
    """What one might ask about an article, best first, each with the names it asks about."""
    names = headline_names(article)
    speaking = persons(article.text)
    speaker = next((name for name in names if name.split()[-1] in speaking and not _capitals(name)), None)
    topics = [name for name in names if name != speaker]
    found: list[tuple[tuple[str, ...], str]] = []
    headline = _HEADLINE.match(article.title)
    if headline and any(name.removeprefix("the ") == headline[2] for name in names):
        asks = "Why" if _REASON.search(headline[4]) else "When"
        question = f"{asks} did {headline[1]}{_plain_form(headline[3])} {headline[4].strip()}?"
        found.append(((headline[2],), question))
    if speaker and topics:
        found.append(((speaker, topics[0]), f"What did {speaker} say about {topics[0]}?"))
    if len(topics) > 1:
        found.append(((topics[0], topics[1]), f"What is known about {topics[0]} and {topics[1]}?"))
    found += [((name,), f"What is known about {name}?") for name in names[:2]]
    return found


def headline_names(article: Article) -> list[str]:
    """Names in the text that stand in the headline too, the most frequent first, short capitals ("US") last.

    With "the" where the text mostly has it; none that is part of another.
    """
    seen: dict[str, list[re.Match[str]]] = {}
    for found in _NAME.finditer(article.text):
        seen.setdefault(found[2], []).append(found)
    names = [name for name, places in seen.items() if _is_name(name, places, article)]
    names = [name for name in names if not any(name != other and name in other for other in names)]
    names.sort(key=lambda name: (_capitals(name), -len(seen[name])))
    return [f"the {name}" if _mostly(bool(place[1]) for place in seen[name]) else name for name in names]


def _is_name(name: str, places: Sequence[re.Match[str]], article: Article) -> bool:
    first = name.split()[0]
    return (
        first not in _NO_NAME
        and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", article.title) is not None
        and re.search(rf"\b{re.escape(first.lower())}\b", article.text) is None
        and _mostly(_AFTER_NAME.match(article.text, place.end(2)) is not None for place in places)
    )


def _plain_form(verb: str) -> str:
    """`stops` as `stop`, `denies` as `deny`, `pushes` as `push`."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("shes", "ches", "sses", "xes")) else verb[:-1]


def _capitals(name: str) -> bool:
    return name.isupper() and sum(letter.isalpha() for letter in name) <= 3


def _mostly(signs: Iterable[bool]) -> bool:
    found = list(signs)
    return sum(found) * 2 > len(found)
