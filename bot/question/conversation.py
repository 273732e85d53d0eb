"""A follow-up becomes a question of its own, without a model.

"And what about the UK?" puts a new name where the last question had its own. Another that leans on what went before
takes along the words of the last question that stood alone and who was named last. These find its passages; what it
asks of them are its own words alone: the others are all over the articles that were found. The articles tell whom "he"
can mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.question import broad
from bot.question.another import in_place_of_a_name, names_in
from bot.question.compared import compared
from bot.question.follow_up import LEANING, OPENING, Articles, is_follow_up, is_whole
from bot.question.small_talk import small_talk
from bot.question.subject import in_its_place, owning, subject
from bot.question.unclear import unclear
from bot.question.when import time_words
from bot.referents import persons
from bot.turn import Turn
from vectorstore.indexes.lexical import stems

_SWITCH = re.compile(
    r"^(?:(?:ok(?:ay)?|so|on)[,\s]+)?(?:(?:an?\s+)?(?:(?:totally|completely|very|whole)\s+)?"
    r"(?:new|different|another|other|unrelated|separate)\s+(?:topic|question|subject|thing|note|story)"
    r"|chang(?:e|ing)\s+(?:of\s+)?(?:the\s+)?(?:topic|subject)s?"
    r"|(?:something|totally|completely)\s+(?:else|different|unrelated)|unrelated(?:ly)?|never\s?mind(?:\s+that)?"
    r"|forget\s+(?:that|it|about\s+(?:that|it))|moving on"
    r"|(?!(?:one|next|last|quick|final|short|follow)\b)\w+\s+question(?=\s*[-–—:,]))\b\W*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:and\s+|so\s+)?(?:what|how)\s+about\s+(?P<what>[^?]+?)\s*\??$", re.IGNORECASE)
_BY_ANOTHER = re.compile(r"according to [^?]{1,80}\?", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_OWN = frozenset(("his", "her", "hers", "its", "their", "theirs"))
_MEANT = re.compile(r"^(?:(?:i\s+meant?|about|of)\s+)+", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|tell|show|give|and|but)\b",
    re.IGNORECASE,
)
_COMPARE = re.compile(r"^\W*(?:please\s+)?(?:compare(?:\s+and\s+contrast)?|contrast)\s+", re.IGNORECASE)
TURNS = 8  # of the conversation that are looked at, the last ones


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is meant: `query`, which stands alone, is searched; `question` is asked of what is found.

    `thread` are the earlier questions that it leans on, the last one last; `told`, what the conversation has said
    before, which nobody asks for again.
    """

    query: str
    question: str
    thread: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class _Topic:
    """What is talked about: the last question that stood alone, and the words for the time asked about last.

    `named` is the last one since that is whole, and names somebody or some place, so that it can be asked of another.
    `thread` are that question and those that leaned on it.
    """

    words: str
    time: str = ""
    named: str = ""
    thread: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words.rstrip('? ')} {self.time}?" if self.time else self.words


def self_contained(question: str, history: Sequence[Turn], loaded: Articles) -> Understood:
    """The question with what it takes from the conversation written out; unchanged where it stands alone."""
    question = " ".join(question.split())
    if switched := _SWITCH.match(question):
        return _alone(question[switched.end() :] or question)
    topic = _topic(history[-TURNS:], loaded)
    if topic is None:
        return _alone(question)
    if unclear(topic.words):
        return _alone(_filled_in(topic.words, question))
    if other := _asked_of_another(question, topic):
        return Understood(str(other), str(other), topic.thread)
    told = [turn.content for turn in history[-TURNS:]]
    if _names_its_topic(question, told, loaded) or not is_follow_up(question, str(topic), told, loaded):
        return _alone(question)
    answers = _answers(history[-TURNS:])
    articles = loaded.nearest(" ".join([str(topic), *answers[-1:]]))
    meant = _with_topic(OPENING.sub("", question) or question, topic, answers[::-1], articles)
    return replace(meant, thread=topic.thread, told="\n".join(told))


def _names_its_topic(question: str, told: Sequence[str], loaded: Articles) -> bool:
    """Whether it has a form of its own ("reactions to …", "compare X and Y on …") and says outright what of.

    That has a name, or nothing that the conversation has.
    """
    about, several = broad.topic(question), compared(question)
    if several:
        says_it = any(set(stems(one.question)) - set(stems(one.name)) for one in several)
    else:
        says_it = about != question and len(stems(about)) > 1
    if not says_it or LEANING.search(about):
        return False
    return bool(loaded.names(about)) or set(stems(" ".join(told))).isdisjoint(stems(about))


def _answers(history: Sequence[Turn]) -> list[str]:
    """What was answered, but for replies to small talk."""
    talk, found = False, []
    for turn in history:
        if turn.role == "user":
            talk = small_talk(turn.content, first=False) is not None
        elif not talk:
            found.append(turn.content)
    return found


def _alone(question: str) -> Understood:
    return Understood(question, question)


def _topic(history: Sequence[Turn], loaded: Articles) -> _Topic | None:
    """The last question that stood alone, with what was put into it since; None for no question."""
    topic: _Topic | None = None
    for at, turn in enumerate(history):
        question = " ".join(turn.content.split())
        if turn.role != "user" or small_talk(question, first=topic is None):
            continue
        time = time_words(question)[1]
        if topic is not None and unclear(topic.words):
            topic = _Topic(*time_words(broad.topic(_filled_in(topic.words, question))))
        elif topic is not None and (other := _asked_of_another(question, topic)):
            topic = other
        elif (
            topic is None
            or _names_its_topic(question, before := [one.content for one in history[:at]], loaded)
            or not is_follow_up(question, str(topic), before, loaded)
        ):
            topic = _Topic(*time_words(_COMPARE.sub("", broad.topic(question))))
        else:
            named = time_words(question)[0] if is_whole(question) and names_in(question) else topic.named
            topic = replace(topic, time=time or topic.time, named=named)
        topic = replace(topic, thread=(*topic.thread, question))
    return topic


def _filled_in(asked: str, reply: str) -> str:
    """What was asked, with the name that a reply to the bot's asking back gives; the reply where it asks itself."""
    name = _MEANT.sub("", reply).strip(" .?!")
    pronoun = LEANING.search(asked)
    if pronoun is None or not stems(name) or _ASKS.match(reply):
        return reply
    own = owning(name) if pronoun[0].lower() in _OWN else name
    return f"{asked[: pronoun.start()]}{own}{asked[pronoun.end() :]}"


def _asked_of_another(question: str, topic: _Topic) -> _Topic | None:
    """The topic's question, asked of another ("what about the UK?"), for another time, or by another source."""
    if _BY_ANOTHER.fullmatch(question):
        return topic
    about = _ABOUT.match(question)
    what, time = time_words(about["what"] if about else OPENING.sub("", question))
    if time and not re.search(r"\w", OPENING.sub("", what)):
        return replace(topic, time=time)
    if about is None:
        return None
    words = in_place_of_a_name(topic.named or topic.words, what)
    return replace(topic, words=words, time=time or topic.time, named="")


def _with_topic(asked: str, topic: _Topic, answers: Sequence[str], articles: Sequence[str]) -> Understood:
    """`answers` come last first."""
    time = "" if time_words(asked)[1] else topic.time
    question = asked
    if person := _person([*answers, topic.words], articles):
        question = _PERSON.sub(lambda found: _in_place(found[0], person), question, count=1)
    if what := subject(topic.words):
        question = in_its_place(question, what)
    words = re.findall(r"[\w’'.$%-]*\w", topic.words)
    words += [word for name in names_in(" ".join(answers[:1]))[:1] for word in name.split()]
    known = set(stems(question))
    missing: list[str] = []
    for word in words:
        if set(stems(word)) - known:
            missing.append(word)
            known.update(stems(word))
    return Understood(_followed_by(question, [*missing, time] if time else missing), asked)


def _followed_by(question: str, words: Sequence[str]) -> str:
    return f"{question.rstrip('? ')} {' '.join(words)}".strip() + "?"


def _person(told: Sequence[str], articles: Sequence[str]) -> str | None:
    """The first one named who is a person in the conversation or the articles."""
    people = persons("\n".join(told)).union(*map(persons, articles))
    return next((name for one in told for name in names_in(one) if name.split()[-1] in people), None)


def _in_place(pronoun: str, name: str) -> str:
    return f"{name}'s" if pronoun.lower() in {"his", "hers"} else name
