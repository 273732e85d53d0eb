"""How a chosen sentence is said: its own words, made to stand alone, with what a reader should know before them.

What is added stands in parentheses: whom "he" means, who speaks, the days that words mean; and before the sentence,
that it is a view, of which outlet and day it is, and, of an entry that does not name what it is about, the headline. An
outlet's name and a headline are said only where they can be no more than that.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.citations import Claim, Quoted
from bot.engines.reports import is_opinion
from bot.engines.selection import Candidate, follows, leans, refers
from bot.referents import has_pronoun, is_bare_quotation, speaker_of, with_referent, with_speaker
from vectorstore.article import Article
from vectorstore.language.dates import day_of, shown, time_expressions, with_dates
from vectorstore.language.outlets import in_short
from vectorstore.language.rolling import written_on
from vectorstore.language.suspicious import suspicious
from vectorstore.passage import Span

_LONGEST_OUTLET, _LONGEST_HEADLINE = 60, 120  # characters
_ADDRESS = re.compile(r"https?://|\bwww\.|@\w", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"(?:We|I|My|Our)(?:['’]\w+)?\s")
_INNER = str.maketrans('“”"', "‘’'")


def told(chosen: Sequence[Candidate], label: str = "", entry: int = 0) -> Iterator[Claim]:
    """The chosen sentences in their order; `entry` is the number of their paragraph.

    The first stands behind a label, if any; then one of another article stands behind its day.
    """
    for number, one in enumerate(chosen):
        article = one.quoted.stored.article
        follows_it = number > 0 and follows(chosen[number - 1].quoted, one.quoted)
        another = number > 0 and article != chosen[number - 1].quoted.stored.article
        parts = [
            label if number == 0 else day(article) if label and another else "",
            "Opinion" if is_opinion(article) else "",
            f"as of {day(article)}" if one.since and day(article) and not _says_when(one.quoted) else "",
            _headline(article) if entry and _refers(one) and not follows_it else "",
        ]
        said = re.sub(r"^(?:headline|as of)\b", lambda own: own[0].capitalize(), ", ".join(filter(None, parts)))
        text, beside = explained(one)
        quotes = (one.quoted, Quoted(one.quoted.stored, beside)) if beside else (one.quoted,)
        yield Claim(_dated(text, one.quoted), quotes, said, entry)


def day(article: Article) -> str:
    """When an article was published, in words, if it says."""
    published = day_of(article.published)
    return shown(published, published) if published else ""


def outlet_and_day(article: Article) -> str:
    """Whose an article is, and when it was published, as far as it says."""
    return ", ".join(filter(None, (_sayable(in_short(article.outlet), _LONGEST_OUTLET), day(article))))


def _refers(candidate: Candidate) -> bool:
    """Whether its sentence is about something that it does not name."""
    said, beside = explained(candidate)
    return not candidate.alone and beside is None and (refers(said) or has_pronoun(said))


def _says_when(quoted: Quoted) -> bool:
    """Whether a sentence has a date in full, so that it cannot be taken for how things stand."""
    found = time_expressions(quoted.text, day_of(quoted.stored.article.published))
    return any(not one.relative for one in found)


def _headline(article: Article) -> str:
    title = _sayable(article.title, _LONGEST_HEADLINE)
    return f"headline: “{title.translate(_INNER)}”" if title else ""


def _sayable(words: str, longest: int) -> str:
    """Words of an article's head, where they are short, give no orders, and lead nowhere; else nothing."""
    return "" if len(words) > longest or suspicious(words) or _ADDRESS.search(words) else " ".join(words.split())


def verbatim(quoted: Quoted) -> Claim:
    """An article's sentence as a claim, its dates resolved."""
    return Claim(_dated(quoted.text, quoted), (quoted,))


def stands_alone(candidate: Candidate) -> bool:
    """Whether its sentence can be understood by itself, with what is added to it."""
    sentence, (said, beside) = candidate.quoted.text, explained(candidate)
    if is_bare_quotation(_text(candidate), candidate.quoted.span):
        return not leans(sentence)
    return beside is not None or not (leans(said) or has_pronoun(said) or _FIRST_PERSON.match(said))


def is_nobodys(candidate: Candidate) -> bool:
    """Whether it is a quotation that does not say who speaks, nor does anything around it."""
    text, span = _text(candidate), candidate.quoted.span
    return is_bare_quotation(text, span) and speaker_of(text, span) is None


def explained(candidate: Candidate) -> tuple[str, Span | None]:
    """The sentence, with its pronoun explained or its speaker told where that is sure; and the sentence that tells it.

    That one is None where nothing is added, or where the passage of the index does not have it.
    """
    sentence, text, span = candidate.quoted.text, _text(candidate), candidate.quoted.span
    if is_bare_quotation(text, span):
        sentence = closed(sentence)
        said, where = with_speaker(sentence, text, span), speaker_of(text, span)
        beside = next((one for one in _sentences(candidate) if where and one.start <= where.start < one.end), None)
    else:
        beside = next((one for one, other in pairwise(_sentences(candidate)) if other == span), None)
        said = with_referent(sentence, text[beside.start : beside.end] if beside else "", text)
    return said, beside if said != sentence else None


def _dated(text: str, quoted: Quoted) -> str:
    return with_dates(closed(text), written_on(quoted.stored.article))


def _sentences(candidate: Candidate) -> Sequence[Span]:
    return candidate.evidence.found_in.sentences


def _text(candidate: Candidate) -> str:
    return candidate.quoted.stored.article.text


def closed(sentence: str) -> str:
    """A sentence out of a longer quotation, with the one mark that it lacks; unchanged where that is not sure."""
    marks = [letter for letter in sentence if letter in '“”"']
    opens = re.match(r"[“\"][^“”\"]+$", sentence)
    closes = re.match(r"[^“”\"]+[.,!?…][”\"](?!\w)", sentence)
    if len(marks) != 1 or not (opens or closes):
        return sentence
    if opens:
        return sentence + ("”" if marks == ["“"] else '"')
    return ("“" if marks == ["”"] else '"') + sentence
