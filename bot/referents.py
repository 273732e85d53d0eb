"""Who "he" is: the referent of a sentence's leading pronoun, from the article, where there is no doubt.

A wrong name would be worse than none. So the one named must be a person (someone whom the article makes speak or gives
a title, and calls by first and last name), be the subject of the sentence before, and be the only person in it.
"""

import re
from functools import lru_cache
from itertools import pairwise

_WORD = r"[A-ZÀ-Þ][\w’'-]{1,30}"
_NAME = rf"(?<![\w’'-]){_WORD}(?:\s+{_WORD}){{0,3}}"
_SAYING = (
    r"(?:said|says|wrote|writes|told|added|adds|announced|confirmed|argued|claimed|insisted|posted|tweeted|asked|replied"
    r"|denied|accused|called|warned|declared|vowed)"
)
TITLE = (
    r"(?:[Pp]resident|[Pp]rime [Mm]inister|[Mm]inister|[Ss]ecretary|[Ss]enator|Sen\.|Rep\.|Gov\.|[Gg]overnor|Gen\."
    r"|[Cc]hancellor|[Mm]ayor|Dr\.|Mr\.?|Mrs\.?|Ms\.?|Sir|Dame|[Dd]irector|[Ss]pokes(?:man|woman|person)|[Pp]rofessor)"
)
_SPEAKER = re.compile(rf"({_NAME})\s+{_SAYING}\b|\b{_SAYING}\s+({_NAME})")
_TITLED = re.compile(rf"\b{TITLE}\s+({_NAME})")
_SUBJECT = re.compile(
    rf"^(?:[\w ]{{0,40}}{TITLE}\s+)?({_NAME})(?:,[^,]{{1,80}},)?\s+(?:\w+ly\s+)?"
    rf"(?:{_SAYING}|[a-z]+ed|is|was|has|had)\b"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_PRONOUN = re.compile(r"(?:He|She)\b(?![’'])")
_LONGEST = 1_000  # characters of a sentence that is looked at


@lru_cache(maxsize=256)
def persons(text: str) -> frozenset[str]:
    """Last names of those whom the text makes speak or gives a title, and calls by first and last name."""
    found = [first or second for first, second in _SPEAKER.findall(text)] + _TITLED.findall(text)
    last_names = {name.split()[-1] for name in found}
    full = {after for line in text.splitlines() for after in _after_a_first_name(line)}
    return frozenset(name for name in last_names if name in full and not name.isupper())


def with_referent(sentence: str, before: str, text: str) -> str:
    """The sentence with its leading "He" or "She" explained, if that `before` and the article leave no doubt."""
    pronoun = _PRONOUN.match(sentence)
    if pronoun is None or max(len(sentence), len(before)) > _LONGEST:
        return sentence
    person = _only_subject(_QUOTED.sub("", before).strip(" ,"), persons(text))
    if person is None or person in sentence:
        return sentence
    return f"{pronoun[0]} ({person}){sentence[pronoun.end() :]}"


def _only_subject(before: str, people: frozenset[str]) -> str | None:
    subject = _SUBJECT.match(before)
    named = {person for person in people if re.search(rf"\b{re.escape(person)}\b", before)}
    last_name = subject[1].split()[-1] if subject else None
    return last_name if named == {last_name} else None


def _after_a_first_name(line: str) -> list[str]:
    """The words of a line that stand behind a capitalised one, as last names do."""
    words = re.findall(r"[\w’'-]+|[.,;:!?]", line)
    return [
        after
        for first, after in pairwise(words)
        if first[0].isupper() and after[0].isupper() and not re.fullmatch(TITLE.replace(r"\.", r"\.?"), first)
    ]
