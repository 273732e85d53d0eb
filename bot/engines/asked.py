"""What a question asks for, and whether a sentence holds it: a sum, a number, a date, a reason, a person, a place.

What the question says itself is no answer: "Who is the president of Mexico?" is not answered by the name "Mexico".
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from vectorstore.indexes.lexical import stems

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CALENDAR = rf"(?:{_MONTH}(?:[a-z]{{0,6}})\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|billions?"
    r"|half|third|quarter)"
)
_CAPITAL = r"[A-ZÀ-Þ][\w’'-]{0,40}"
_WORD = re.compile(r"[^\W_][\w’'.,-]*")
_DATE = re.compile(rf"\b{_MONTH}[a-z]{{0,6}}\.? \d{{1,2}}(?:, \d{{4}})?|\b(?:19|20)\d\d\b")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# A capital inside a sentence, or at its beginning where another one follows, that is no day or month.
_NAME = re.compile(rf"(?:(?<=[\w,;:’”\"')] )|^[“\"]?(?={_CAPITAL} [A-ZÀ-Þ]))(?!{_CALENDAR}){_CAPITAL}")


@dataclass(frozen=True, slots=True)
class Wish:
    """A kind of question: how it is put, what a sentence that may answer it holds, and whether one fact is enough.

    `new`: the sign must not be among the question's own words. `of_others`: the answer is what others say of the one
    asked about.
    """

    kind: str
    put: re.Pattern[str]
    sign: re.Pattern[str]
    new: bool = True
    fact: bool = True
    of_others: bool = False

    def held(self, sentence: str, asked: Collection[str]) -> bool:
        """Whether a sentence holds what is asked for; `asked` are the question's stems."""
        if self.kind == "number":
            sentence = without_dates(sentence)
        return self.sign.search(_beside(sentence, asked) if self.new else sentence) is not None


MONEY_ASKED = _any(r"\bhow much\b.*\b(?:aid|cost|fin|fund|money|paid|pay|price|salar|sell|sold|spen|tax|worth)\w*")
_WISHES = (
    Wish(
        "number",
        MONEY_ASKED,
        _any(r"[$€£¥]", r"\b(?:dollars|euros|pounds|yen|pesos|cents)\b"),
    ),
    Wish(
        "number",
        _any(r"\bhow (?:many|much|old|long|far|big|tall|often)\b", r"\bwhat (?:number|percent\w*|share)\b"),
        _any(r"\d", rf"\b{_NUMBER_WORD}\b"),
    ),
    Wish(
        "date",
        _any(r"^when\b", r"\b(?:what|which) (?:day|date|year|month|time)\b"),
        re.compile(rf"\b{_MONTH}|\b(?:19|20)\d\d\b|day\b|\b[ap]\.m\.|last (?:week|month|year)"),
    ),
    Wish(
        "reason",
        _any(r"\bwhy\b", r"\bwhat (?:caused|led|made)\b", r"\breasons?\b"),
        _any(
            r"\b(?:because|so that|(?:so|as) long as|due to|in order to|to avoid|unless|until)\b",
            r"\b(?:reason|cit|caus|blam|vow|want|argu|object)\w*\b",
            r"\bin (?:response|protest)\b",
        ),
        new=False,
        fact=False,
    ),
    Wish(
        "name",
        _any(
            r"\bwho(?:se|m)?\b", r"\bwhich\b", r"\bwhat (?:is|are|was|were) the names?\b", r"\b(?:called|named) what\b"
        ),
        _NAME,
    ),
    Wish("place", _any(r"^where\b"), re.compile(r"\b(?:in|at|near|from|off|outside) (?:the )?[A-ZÀ-Þ]")),
    # Whether something is so is answered by who asserts it and who denies it.
    Wish(
        "stance",
        _any(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b"),
        _any(
            r"\b(?:accus|admi|alleg|call(?:ed|ing)|charg|claim|confirm|convict|den[iy]|insist|reject|rul)\w*",
            r"\bnot\b",
        ),
        new=False,
        of_others=True,
    ),
)


def wish(question: str) -> Wish | None:
    """What the question asks for, the first kind that fits; None for any other, such as what happened."""
    return next((one for one in _WISHES if one.put.search(question)), None)


def without_dates(sentence: str) -> str:
    """The sentence with the numbers of calendar dates put out of sight."""
    return _DATE.sub("#", sentence)


def _beside(sentence: str, asked: Collection[str]) -> str:
    """The sentence with each word that the question has, too, put out of sight."""
    return _WORD.sub(lambda word: "x" if not set(stems(word[0])).isdisjoint(asked) else word[0], sentence)
