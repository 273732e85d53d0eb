"""Example questions, made from the newest articles and kept only where the chain answers them from there.

Names that a headline shares with its text fill a few plain templates; no list of questions is written anywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from threading import Lock

from bot.chain import AnswerChain
from bot.events import Question
from bot.referents import persons
from vectorstore.article import Article
from vectorstore.store import Store

_KEPT = 4
_NEWEST = 16
_TRIED = 12
_WORD = r"(?:(?:[A-Z]\.){2,}|[A-ZÀ-Þ](?:\w|-\w|[’'](?!s\b)\w)+)"
_NAME = re.compile(rf"(?<![\w.’'-])(the |an? )?({_WORD}(?: (?:of )?{_WORD})*)(?!-)")
# What follows a name, but seldom an adjective ("Swiss", "Colombian").
_AFTER_NAME = re.compile(
    r"[.,;:?!)”’]|$| (?:\w+ed|told|wrote|said|says|won|and|or|in|on|at|to|is|are|was|were|has|had|have|for|with|from|by"
    r"|as|after|over|that|will|would|could|who|which|until|since|before)\b"
)
# A headline that is a sentence in small letters: who, does, what.
_HEADLINE = re.compile(rf"((?:{_WORD}(?:[’']s)? )*({_WORD}) )([a-z]{{3,}}(?<![suiag])s) ([^,;:–—]+)")
# Who only reports the news: "…, CNN reports".
_REPORTS = re.compile(rf",\s+({_WORD}(?: {_WORD})*) (?:reports?|says?|shows?|finds?)$")
_MOST_WORDS = 10
_MOST_LETTERS = 70
_REASON = re.compile(r"\b(?:to|over|after|amid)\b")
_NO_NAME = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August"
    " September October November December Mr Mrs Ms Dr".split()
)


class Examples:
    """Questions that the loaded articles can answer, made once for each state of the archive."""

    def __init__(self, store: Store, chain: AnswerChain) -> None:
        """`chain` is asked every question that is tried, so it should cost nothing to ask."""
        self._store = store
        self._chain = chain
        self._lock = Lock()
        self._made: tuple[int, tuple[str, ...]] | None = None

    def now(self) -> tuple[str, ...]:
        """Up to four questions, none where nothing is loaded; raises what the chain raises."""
        with self._lock:
            generation = self._store.ledger.state().generation
            if self._made is None or self._made[0] != generation:
                newest = (stored.article for stored in islice(self._store.archive.articles(), _NEWEST))
                self._made = (generation, tuple(islice(chosen(newest, self._answers), _KEPT)))
            return self._made[1]

    def _answers(self, question: str, article: Article) -> bool:
        answer = self._chain.invoke(Question(question))
        return answer.declined is None and any(one.article_id == article.id for one in answer.citations)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that one might ask, the names it asks about, and whether it asks for everything about one name."""

    text: str
    names: tuple[str, ...]
    vague: bool = False


def chosen(articles: Iterable[Article], answers: Callable[[str, Article], bool]) -> Iterator[str]:
    """At most one question an article, no name twice, each one that `answers` finds answered from its article."""
    tries = [(candidate, article) for article in articles for candidate in candidates(article)]
    tries.sort(key=lambda pair: pair[0].vague)
    used: set[str] = set()
    asked = 0
    for candidate, article in tries:
        if used.isdisjoint((article.id, *candidate.names)) and asked < _TRIED:
            asked += 1
            if answers(candidate.text, article):
                used.update((article.id, *candidate.names))
                yield candidate.text


def candidates(article: Article) -> list[Candidate]:
    """What one might ask about an article, best first; nothing long."""
    return [one for one in _candidates(article) if _is_short(one.text)]


def _candidates(article: Article) -> list[Candidate]:
    reports = _REPORTS.search(article.title)
    names = [name for name in headline_names(article) if not (reports and name.removeprefix("the ") == reports[1])]
    speaking = persons(article.text)
    speaker = next((name for name in names if name.split()[-1] in speaking and not _capitals(name)), None)
    topics = [name for name in names if name != speaker]
    found: list[Candidate] = []
    headline = _HEADLINE.match(article.title)
    subject = next((name for name in names if headline and name.split()[-1] == headline[2]), None)
    if headline and subject:
        asks = "Why" if _REASON.search(headline[4]) else "When"
        text = f"{asks} did {headline[1]}{_plain_form(headline[3])} {headline[4].strip()}?"
        found.append(Candidate(text, (subject,)))
    if speaker and topics:
        found.append(Candidate(f"What did {speaker} say about {topics[0]}?", (speaker, topics[0])))
    head, colon, _ = article.title.partition(":")
    name = next((name for name in names if head.startswith(name.removeprefix("the "))), None)
    if colon and name and head != name.removeprefix("the "):
        the = "the " if name.startswith("the ") else ""
        found.append(Candidate(f"What happened with {the}{head}?", (name,)))
    return found + [Candidate(f"What is known about {name}?", (name,), True) for name in names[:2]]


def _is_short(question: str) -> bool:
    return len(question) <= _MOST_LETTERS and len(question.split()) <= _MOST_WORDS


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
    return [f"the {name}" if any(place[1] == "the " for place in seen[name]) else name for name in names]


def _is_name(name: str, places: Sequence[re.Match[str]], article: Article) -> bool:
    """Whether it is used as a name, and the headline has it, or its last word (a surname)."""
    words = name.split()
    if not _NO_NAME.isdisjoint(words) or re.search(rf"\b{re.escape(words[0].lower())}\b", article.text):
        return False
    if not re.search(rf"(?<!\w){re.escape(words[-1])}(?!\w)", article.title):
        return False
    alone = [_AFTER_NAME.match(article.text, place.end()) is not None for place in places]
    return sum(alone) * 3 >= len(alone) and not any(place[1] in ("a ", "an ") for place in places)


def _plain_form(verb: str) -> str:
    """`stops` as `stop`, `denies` as `deny`, `pushes` as `push`."""
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("shes", "ches", "sses", "xes")) else verb[:-1]


def _capitals(name: str) -> bool:
    return name.isupper() and sum(letter.isalpha() for letter in name) <= 3
