"""A follow-up becomes a question of its own, without a model.

"And what about the UK?" puts a new name where the last question had its own; a pronoun stands for the person or thing
last asked about; a question with too little in it takes the last one's words along.
"""

import re
from collections.abc import Sequence

from bot.turn import Turn
from vectorstore.lexical import stems

_OPENING = re.compile(r"^(?:and|but|so|ok(?:ay)?|then|also|well)\b[,\s]*", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:and\s+)?(?:what|how)\s+about\s+(?P<what>[^?]+)\??$", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs|this|that|these|those|there|one|ones|then)\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?<![.?!]\s)(?<!^)\b[A-ZÀ-Þ][\w’'-]*\w(?:\s+(?:of\s+)?[A-ZÀ-Þ][\w’'-]*\w)*|\b(?:U\.S\.|U\.K\.|US|UK|EU|UN)(?!\w)"
)
_FIRST_NAME = re.compile(r"^(?!(?:Who|What|When|Where|Why|How|Which|Is|Are|Was|Were|Did|Do|Does|Has|Have|Had|Can|Could"
    r"|Will|Would|Should|And|But|So|In|On|At|The|A|An)\b)[A-Z][\w’'-]*\w(?:\s+[A-Z][\w’'-]*\w)*")  # fmt: skip
_FEW_WORDS = 3


def self_contained(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation written out; unchanged where it stands alone."""
    question = " ".join(question.split())
    asked = [turn.content for turn in history if turn.role == "user"]
    if not asked:
        return question
    topic = self_contained(asked[-1], history[: _last_user(history)])
    if about := _ABOUT.match(question):
        return _replace_name(topic, about["what"].strip())
    bare = _OPENING.sub("", question) or question
    if not _leans(question, bare):
        return question
    return _with_topic(bare, topic, [turn.content for turn in history if turn.role == "assistant"][-1:])


def _leans(question: str, bare: str) -> bool:
    """Whether a question leans on what went before: a pronoun, an opening "and", or hardly a word of its own."""
    pronoun = _PERSON.search(bare) or _THING.search(bare)
    return bool(pronoun) or bare != question or len(stems(bare)) < _FEW_WORDS


def _replace_name(topic: str, what: str) -> str:
    names = _names(topic)
    if not names:
        return f"{topic.rstrip('?')} {what}?"
    return topic.replace(names[0], re.sub(r"^the\s+(?=[A-Z])", "", what) if names[0][0].isupper() else what, 1)


def _with_topic(question: str, topic: str, answers: Sequence[str]) -> str:
    names = _names(topic) or [name for answer in answers for name in _names(answer)[:1]]
    if names and _PERSON.search(question):
        question = _PERSON.sub(lambda found: _case(names[0], found[0]), question, count=1)
    missing = [word for word in _content_words(topic) if not set(stems(word)) <= set(stems(question))]
    return f"{question.rstrip('? ')} {' '.join(missing)}".strip() + "?"


def _case(name: str, pronoun: str) -> str:
    return f"{name}'s" if pronoun.lower() in {"his", "hers"} else name


def _names(text: str) -> list[str]:
    first = _FIRST_NAME.match(text)
    return ([first[0]] if first else []) + [found[0] for found in _NAME.finditer(text)]


def _content_words(text: str) -> list[str]:
    return [word for word in re.findall(r"[\w’'.-]*\w", text) if stems(word)]


def _last_user(history: Sequence[Turn]) -> int:
    return max(index for index, turn in enumerate(history) if turn.role == "user")
