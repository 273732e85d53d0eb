"""What a question is about, where it says so outright: "what is the Galileo system?" is about the Galileo system.

That is what "it" and "they" mean in the questions that follow it.
"""

import re

_MOST_WORDS = 6
_ASKED = re.compile(
    r"(?:(?:what|who)(?:['’]s|s| is| are| was| were)|(?:please |can you )?(?:tell|inform) me (?:more |something )?about"
    r"|describe|explain)\s+(?P<what>[^?.!,;:]{2,80}?)\s*[?.!]*",
    re.IGNORECASE,
)
# "The different types of orange trees": the trees.
_KINDS = re.compile(r"(?:the |some |a few )?(?:\w+ )?(?:types|kinds|sorts|examples|varieties)\s+of\s+", re.IGNORECASE)
# "The history of toilets": the toilets; but "the Bank of England", and "the boss of the bank", who is a person.
_OF = re.compile(
    r"^(?:the|an?)\s+(?:[a-z-]+\s+)?(?:role|history|origins?|purposes?|causes?|effects?|importance|meaning|definition|point"
    r"|future|state|status|impact|idea|benefits|advantages|disadvantages|symptoms|use|uses)\s+of\s+"
)
# A verb or a preposition at the end, a pronoun: more is asked than what a thing is. "Boeing" is no verb.
_MORE = re.compile(
    r"\b[a-z]{3,}(?:ing|ed)\b|(?i:\b(?:to|there|that|this|these|those|i|you|he|she|it|they|we|him|her|them|us|his|its"
    r"|their|my|your|new|next|same|others?|ones?|some of)\b|\b(?:about|of|in|on|at|with|for|from|like|behind)$)"
)
_THING = re.compile(r"\b(?:it|its|they|them|their|theirs)\b(?!['’])", re.IGNORECASE)
_OWNS = frozenset(("its", "their", "theirs"))
# It means nothing: "is it true that …", "what does it mean to …", "how long does it take to …".
_NOTHING = re.compile(r"\bit\b(?=[^?]*\b(?:that|to)\s+\w)", re.IGNORECASE)


def subject(question: str) -> str | None:
    """The noun phrase that a question is about, without an indefinite article; None where it asks for more."""
    found = _ASKED.fullmatch(question.strip())
    if found is None:
        return None
    what = _OF.sub("", _KINDS.sub("", found["what"]).strip())
    what = re.sub(r"^an?\s+", "", what, flags=re.IGNORECASE)
    return what if what and len(what.split()) <= _MOST_WORDS and not _MORE.search(what) else None


def introduces(question: str) -> bool:
    """Whether a question asks what or who something is that is new: not "what is the cause?"."""
    found = _ASKED.fullmatch(question.strip())
    return subject(question) is not None and not (found and re.match(r"the\b", found["what"], re.IGNORECASE))


def in_its_place(question: str, what: str) -> str:
    """The question with a noun phrase in the place of its first "it" or "they"."""
    if _NOTHING.search(question):
        return question
    return _THING.sub(lambda found: owning(what) if found[0].lower() in _OWNS else what, question, count=1)


def owning(what: str) -> str:
    """ "Norway's" of "Norway"."""
    return f"{what}'" if what.endswith("s") else f"{what}'s"
