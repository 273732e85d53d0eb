"""Who "he" is: the referent of a sentence's leading pronoun, from the article, where there is no doubt.

A person is a name that the article makes speak or gives a title. A pronoun is explained only if exactly one
person is named in the sentence before it; a wrong name would be worse than none.
"""

import re
from collections.abc import Iterable

_NAME = r"(?:[A-ZÀ-Þ][\w’'.-]*[\w](?:\s+(?:[A-ZÀ-Þ][\w’'-]*[\w]|de|del|la|van|von|bin|al))*)"
_SAYING = (
    r"(?:said|says|wrote|writes|told|added|adds|announced|confirmed|argued|claimed|insisted|posted|tweeted|asked|replied"
    r"|denied|accused|called|warned|declared|vowed)"
)
_TITLE = (
    r"(?:[Pp]resident|[Pp]rime [Mm]inister|[Mm]inister|[Ss]ecretary|[Ss]enator|Sen\.|Rep\.|Gov\.|[Gg]overnor|[Gg]eneral"
    r"|Gen\.|[Jj]udge|[Jj]ustice|[Cc]oach|[Cc]hancellor|[Mm]ayor|[Kk]ing|[Qq]ueen|[Pp]rince|[Pp]rincess|[Pp]ope|Dr\."
    r"|Mr\.|Mrs\.|Ms\.|Sir|Dame|[Dd]irector|[Cc]hief|[Ss]pokes(?:man|woman|person)|[Aa]nalyst|[Pp]rofessor)"
)
_SPEAKER = re.compile(rf"({_NAME})\s+{_SAYING}\b|\b{_SAYING}\s+({_NAME})")
_TITLED = re.compile(rf"\b{_TITLE}\s+({_NAME})")
_PRONOUN = re.compile(r"^(?P<pronoun>He|She)\b(?![’'])")
_NOT_PERSONS = frozenset(
    "The A An He She It They We I This That These Those But And In On At Monday Tuesday Wednesday Thursday Friday "
    "Saturday Sunday January February March April May June July August September October November December".split()
)


def persons(text: str) -> frozenset[str]:
    """Surnames (last words of names) of those whom the text makes speak or gives a title."""
    found = [first or second for first, second in _SPEAKER.findall(text)] + _TITLED.findall(text)
    return frozenset(name.split()[-1].strip(".’'") for name in found) - _NOT_PERSONS


def with_referent(sentence: str, before: str, people: Iterable[str]) -> str:
    """The sentence with its leading "He" or "She" explained, if `before` names exactly one of `people`."""
    pronoun = _PRONOUN.match(sentence)
    if pronoun is None:
        return sentence
    named = [person for person in people if re.search(rf"\b{re.escape(person)}\b", before)]
    if len(named) != 1:
        return sentence
    return f"{pronoun['pronoun']} ({named[0]}){sentence[pronoun.end() :]}"
