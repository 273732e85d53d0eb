"""Who "he" is, and who speaks in a quotation: from the article, where there is no doubt.

A wrong name would be worse than none. So "he" must be a person (someone whom the article makes speak or gives a title,
and calls by first and last name), be the subject of the sentence before, or the one who speaks in it, and be the only
person in it; a speaker must be the only one whom the quotation's own paragraph makes speak.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from vectorstore.passage import Span

_WORD = r"[A-ZÀ-Þ][\w’'-]{1,30}"
_CALENDAR = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|June|July|August"
    r"|(?:Septem|Octo|Novem|Decem)ber)\b"
)
_NAME = rf"(?<![\w’'-])(?!{_CALENDAR}){_WORD}(?:\s+(?!{_CALENDAR}){_WORD}){{0,3}}"
_SAYING = (
    r"(?:said|says|wrote|writes|told|added|adds|announced|confirmed|argued|claimed|insisted|posted|tweeted|asked|replied"
    r"|denied|accused|called|warned|declared|vowed)"
)
TITLE = (
    r"(?:[Pp]resident|[Pp]rime [Mm]inister|[Mm]inister|[Ss]ecretary|[Ss]enator|Sen\.|Rep\.|Gov\.|[Gg]overnor|Gen\."
    r"|[Cc]hancellor|[Mm]ayor|Dr\.|Mr\.?|Mrs\.?|Ms\.?|Sir|Dame|[Dd]irector|[Ss]pokes(?:man|woman|person)|[Pp]rofessor)"
)
_SPEAKER = re.compile(rf"({_NAME})\s+{_SAYING}\b|\b{_SAYING}\s+({_NAME})")
# The speaker may stand behind these: "said Lund", "said the captain, Bo Ryd". But whom others "told Lund" or "accused
# Lund" name is none; nor is the last name of "said a spokesman for Lund", "said that Lund", "said Lund had lied".
_SAYING_BEFORE = r"(?:said|says|wrote|writes|added|adds|argued|insisted|posted|tweeted|replied|declared|vowed)"
_ROLE = (
    r"(?:(?!(?:about|as|at|by|for|from|he|how|if|in|it|of|on|she|that|there|they|to|we|what|why|with)\b)"
    r"[a-zà-þ][\w’'-]{0,30},?\s+)"
)
_NO_MORE = r"(?=\s*(?:[.,;:—–\n]|$)|\s+(?:after|as|at|during|in|of|on|when|while|who)\b)"
# As wide as a speaker may be put: "said the captain, Bo Ryd"; the narrower one above finds who is a person.
_SAYS = re.compile(
    rf"({_NAME})(?:,[^,\n]{{1,80}},)?\s+(?:\w+ly\s+|also\s+|later\s+)?{_SAYING}\b"
    rf"|(?<!who )\b{_SAYING_BEFORE}\s+{_ROLE}{{0,6}}({_NAME}){_NO_MORE}"
)
# Who speaks without a name, behind a quotation that is a sentence, blanked here: “…,” the ministry said.
_NOBODY = (
    r"(?:is|are|was|were|be|been|has|have|had|after|as|before|by|days?|earlier|hours?|later|months?|once|weeks?|when|who"
    r"|years?)\b"
)
_SOMEBODY = rf"(?:the|an?)(?:\s+(?!{_NOBODY})[a-zà-þ][\w’'-]{{0,30}}){{1,4}}?"
_UNNAMED = re.compile(
    rf"(?:\A|[.!?:,;”\"])\s*[”\"],?\s+(?:({_SOMEBODY})\s+(?:\w+ly\s+|also\s+|later\s+)?(?:{_SAYING_BEFORE}|told)\b"
    rf"|{_SAYING_BEFORE}\s+({_SOMEBODY}){_NO_MORE})"
)
_TITLED = re.compile(rf"\b{TITLE}\s+({_NAME})")
_SUBJECT = re.compile(
    rf"^(?:[\w ]{{0,40}}{TITLE}\s+)?({_NAME})(?:,[^,]{{1,80}},)?\s+(?:\w+ly\s+)?"
    rf"(?:{_SAYING}|[a-z]+ed|is|was|has|had)\b"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
# At the beginning, or behind a quotation: "…,” he said".
_PRONOUN = re.compile(rf"^(?:He|She)\b(?![’'])|(?<=[”\"] )(?:he|she)\b(?=\s+(?:\w+ly\s+|also\s+|later\s+)?{_SAYING}\b)")
# "A spokesman for Lund said", "a man robbing Lund called": not Lund.
_OF_ANOTHER = re.compile(rf"\b(?:about|against|by|for|from|of|to|with|\w+ing)\s+(?:the\s+)?(?:{TITLE}\s+)?$")
_HIM, _HER = re.compile(r"\b(?:his|him|himself)\b"), re.compile(r"\b(?:her|hers|herself)\b")
_TITLES_IN_SHORT = ("Dr", "Gen", "Gov", "Mr", "Mrs", "Ms", "Rep", "Sen", "St")
_NO_NAMES = frozenset((*_TITLES_IN_SHORT, "He", "She", "They", "It", "We", "I", "You", "The", "That", "This"))
_NEARLY_ALL = 0.9  # of the characters of an article
_LONGEST_TITLE = 40  # characters
_LONGEST = 1_000  # characters of a sentence that is looked at


@lru_cache(maxsize=256)
def persons(text: str) -> frozenset[str]:
    """Last names of those whom the text makes speak or gives a title, and calls by first and last name."""
    found = [first or second for first, second in _SPEAKER.findall(text)] + _TITLED.findall(text)
    last_names = {name.split()[-1] for name in found}
    full = {after for line in text.splitlines() for after in _after_a_first_name(line)}
    return frozenset(name for name in last_names if name in full and not name.isupper())


def has_pronoun(sentence: str) -> bool:
    """Whether it is about a "he" or a "she" whom it would have to name."""
    return _PRONOUN.search(sentence) is not None


def with_referent(sentence: str, before: str, text: str) -> str:
    """The sentence with the "he" or "she" explained that it is about, if `before` and the article leave no doubt."""
    pronoun = _PRONOUN.search(sentence)
    if pronoun is None or max(len(sentence), len(before)) > _LONGEST:
        return sentence
    said, people = _QUOTED.sub("", before).strip(" ,"), persons(text)
    if (_HIM if pronoun[0].lower() == "she" else _HER).search(said):
        return sentence  # somebody else is meant
    person = _only_subject(said, people)
    if person is None and pronoun.start() > 0:  # who added may be whoever spoke; "he left" may be whoever was spoken of
        person = _only_speaker(said, people)
    if person is None or person in sentence:
        return sentence
    return f"{sentence[: pronoun.end()]} ({person}){sentence[pronoun.end() :]}"


def is_bare_quotation(text: str, span: Span) -> bool:
    """Whether all words of a sentence of an article stand in quotation marks, so that it does not say who speaks.

    Where nearly all of the article does, the marks are not those of a quotation.
    """
    start, end = _paragraph(text, span)
    quoted = _quoted(text[start:end])
    if not all(quoted[at - start] for at in range(span.start, span.end) if text[at].isalnum()):
        return False
    inside = [one for line in text.splitlines() for one in _quoted(line)]
    return sum(inside) < _NEARLY_ALL * len(inside)


def with_speaker(sentence: str, text: str, span: Span) -> str:
    """A bare quotation, `text[span.start:span.end]` of an article, behind its speaker, if there is no doubt."""
    who = speaker_of(text, span)
    return f"({text[who.start : who.end]}:) {sentence}" if who else sentence


def speaker(sentence: str) -> str | None:
    """The last name of the only one whom a sentence makes speak, outside its quotation marks; else None."""
    told = _QUOTED.sub(",", sentence[:_LONGEST])
    found = {told[one.start : one.end].split()[-1] for one in _speakers(told)}
    return None if len(found) != 1 or found & _NO_NAMES else found.pop()


def _speakers(text: str) -> Iterator[Span]:
    """Where the names of those stand whom a text makes speak."""
    for match in _SAYS.finditer(text):
        start, end = match.span(match.lastindex or 0)
        if match.lastindex != 1 or not _OF_ANOTHER.search(text[max(0, start - _LONGEST_TITLE) : start]):
            yield Span(start, end)


def speaker_of(text: str, span: Span) -> Span | None:
    """Where the only one is told whom the paragraph of a quotation makes speak outside quotation marks.

    "The ministry" behind a quotation is one, too, where no "he" speaks.
    """
    start, end = _paragraph(text, span)
    quoted = _quoted(text[start:end])
    outside = "".join(" " if inside else letter for letter, inside in zip(text[start:end], quoted, strict=True))
    named = list(_speakers(outside))
    unnamed = [Span(*match.span(match.lastindex or 0)) for match in _UNNAMED.finditer(outside)]
    # "The captain, Bo Ryd" is one.
    unnamed = [one for one in unnamed if not any(one.start < who.end and who.start <= one.end + 2 for who in named)]
    found = {outside[one.start : one.end]: one for one in (*named, *unnamed)}
    if len(found) != 1 or found.keys() & _NO_NAMES or (unnamed and _PRONOUN.search(outside)):
        return None
    one = next(iter(found.values()))
    return Span(start + one.start, start + one.end)


def _paragraph(text: str, span: Span) -> tuple[int, int]:
    end = text.find("\n", span.end)
    return text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end


def _quoted(paragraph: str) -> list[bool]:
    """For each character whether it stands in quotation marks; nothing does where curly and straight ones are mixed."""
    curly, straight = set("“”") & set(paragraph), '"' in paragraph
    inside = False
    found = []
    for letter in paragraph:
        if not (curly and straight) and letter in '“”"':
            inside = letter == "“" or (letter == '"' and not inside)
        found.append(inside)
    return found


def _only_subject(before: str, people: frozenset[str]) -> str | None:
    subject = _SUBJECT.match(before)
    return _if_only(subject[1], before, people) if subject else None


def _only_speaker(before: str, people: frozenset[str]) -> str | None:
    speakers = {before[one.start : one.end] for one in _speakers(before)}
    return _if_only(speakers.pop(), before, people) if len(speakers) == 1 else None


def _if_only(name: str, before: str, people: frozenset[str]) -> str | None:
    """The last name, if nobody else of these people is named there."""
    named = {person for person in people if re.search(rf"\b{re.escape(person)}\b", before)}
    last_name = name.split()[-1]
    return last_name if named == {last_name} else None


def _after_a_first_name(line: str) -> list[str]:
    """The words of a line that stand behind a capitalised one, as last names do."""
    words = re.findall(r"[\w’'-]+|[.,;:!?]", line)
    return [
        after
        for first, after in pairwise(words)
        if first[0].isupper() and after[0].isupper() and not re.fullmatch(TITLE.replace(r"\.", r"\.?"), first)
    ]
