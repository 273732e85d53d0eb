"""All checks of a claim against a passage, in order."""

from collections.abc import Iterator
from datetime import date
from unicodedata import normalize

from bot.verify.alignment import Aligned, align
from bot.verify.coverage import check_coverage, check_doubt
from bot.verify.days import check_days
from bot.verify.edits import check_edits
from bot.verify.exchanged import check_exchanged
from bot.verify.named import check_names, names, with_initials
from bot.verify.numbers import check_numbers
from bot.verify.quoted import check_quotes
from bot.verify.reading import read
from bot.verify.roles import check_order, check_roles
from bot.verify.strength import check_strength
from bot.verify.substitution import check_substitutions
from bot.verify.verbatim import check_additions, is_verbatim
from bot.verify.verdict import Reason, Verdict
from bot.verify.whose import check_called, check_quoted, check_speaker, check_whose
from bot.verify.yes_or_no import apart
from vectorstore.language.dates import day_of

_LONGEST_CLAIM = 3_000  # characters; no sentence of an answer is so long
_LONGEST_PASSAGE = 20_000  # characters that are read, so that a hostile passage cannot hold an answer up


def verify(claim: str, passage: str, published: str | None = None) -> Verdict:
    """Whether the passage supports the claim; `published` is the ISO date or date-time of the passage's article.

    A yes or no in front of the claim is left out: what it is said of is not told here.
    """
    if len(claim) > _LONGEST_CLAIM:
        return Verdict((Reason("coverage", claim[:_LONGEST_CLAIM]),))
    _, claim = apart(normalize("NFC", claim))  # "ñ" may be written as "n" with a tilde behind it
    day, there = day_of(published), read(normalize("NFC", passage[:_LONGEST_PASSAGE]))
    if not read(claim).all:
        return Verdict((Reason("coverage", claim),))  # it says nothing
    claim = with_initials(claim, there)
    reasons: list[Reason] = []
    in_other_words = []
    for aligned in align(read(claim), there):
        if is_verbatim(aligned.text, there):
            reasons += check_additions(aligned.text, there, day)
        else:
            reasons += _checked(aligned, claim, day)
            in_other_words.append(aligned)
    return Verdict(tuple(reasons or check_doubt(in_other_words)))


def _checked(aligned: Aligned, claim: str, day: date | None) -> Iterator[Reason]:
    yield from check_quotes(aligned.text, aligned.passage.text)
    yield from check_numbers(aligned)
    yield from check_exchanged(aligned)
    yield from check_days(aligned, day)
    yield from check_names(aligned, claim)
    yield from check_roles(aligned, claim)
    yield from check_order(aligned, claim)
    yield from check_speaker(aligned, claim)
    yield from check_quoted(aligned, claim)
    yield from check_strength(aligned)
    yield from check_whose(aligned)
    yield from check_called(aligned)
    yield from check_edits(aligned)
    skip = frozenset(word for run in names(aligned.words, claim) for word in run)
    yield from check_substitutions(aligned, skip)
    yield from check_coverage(aligned, skip)
