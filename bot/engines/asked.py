"""What a question asks for, and the sign of it in a sentence: a sum, a number, a date, a reason, a person, a place."""

import re
from dataclasses import dataclass

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?"
    r"|half|third|quarter)"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_NAME = re.compile(r"[a-z,”\"] [A-ZÀ-Þ][a-zà-þ]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind of question: how it is put, what a sentence that may answer it holds, and whether one fact is enough.

    `of_others` where the answer is what others say of the one asked about.
    """

    put: re.Pattern[str]
    sign: re.Pattern[str]
    fact: bool = True
    of_others: bool = False


_WISHES = (
    Wish(
        _any(r"\bhow much\b.*\b(?:aid|cost|fin|fund|money|paid|pay|price|salar|sell|sold|spen|tax|worth)\w*"),
        _any(r"[$€£¥]", r"\b(?:dollars|euros|pounds|yen|pesos|cents)\b"),
    ),
    Wish(
        _any(r"\bhow (?:many|much|old|long|far|big|tall|often)\b", r"\bwhat (?:number|percent\w*|share)\b"),
        _any(r"\d", rf"\b{_NUMBER_WORD}\b"),
    ),
    Wish(
        _any(r"^when\b", r"\b(?:what|which) (?:day|date|year|month|time)\b"),
        re.compile(rf"\b{_MONTH}|\b(?:19|20)\d\d\b|day\b|\b[ap]\.m\.|last (?:week|month|year)"),
    ),
    Wish(
        _any(r"\bwhy\b", r"\bwhat (?:caused|led|made)\b", r"\breasons?\b"),
        _any(
            r"\b(?:because|so that|(?:so|as) long as|due to|in order to|to avoid|unless|until)\b",
            r"\b(?:reason|cit|caus|blam|vow|want|argu|object)\w*\b",
            r"\bin (?:response|protest)\b",
        ),
        fact=False,
    ),
    Wish(_any(r"\bwho(?:se|m)?\b", r"^which\b"), _NAME),
    Wish(_any(r"^where\b"), re.compile(r"\b(?:in|at|near|from|off|outside) (?:the )?[A-ZÀ-Þ]")),
    # Whether something is so is answered by who asserts it and who denies it.
    Wish(
        _any(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b"),
        _any(
            r"\b(?:accus|admi|alleg|call(?:ed|ing)|charg|claim|confirm|convict|den[iy]|insist|reject|rul)\w*",
            r"\bnot\b",
        ),
        of_others=True,
    ),
)


def wish(question: str) -> Wish | None:
    """What the question asks for, the first kind that fits; None for any other, such as what happened."""
    return next((one for one in _WISHES if one.put.search(question)), None)
