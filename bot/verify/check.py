"""All checks of a claim against a passage, in order."""

from datetime import date

from bot.verify.alignment import align
from bot.verify.days import check_days
from bot.verify.named import check_names
from bot.verify.numbers import check_numbers
from bot.verify.quoted import check_quotes
from bot.verify.reading import read
from bot.verify.roles import check_order, check_roles, check_speaker
from bot.verify.strength import check_strength
from bot.verify.verdict import Reason, Verdict
from vectorstore.dates import day_of


def verify(claim: str, passage: str, published: str | None = None) -> Verdict:
    """Whether the passage supports the claim."""
    day = day_of(published)
    reasons: list[Reason] = list(check_quotes(claim, passage))
    for aligned in align(read(claim), read(passage)):
        reasons += check_numbers(aligned)
        reasons += check_days(aligned, day)
        reasons += check_names(aligned, claim)
        reasons += check_roles(aligned, claim)
        reasons += check_order(aligned, claim)
        reasons += check_speaker(aligned, claim)
        reasons += check_strength(aligned)
    return Verdict(tuple(reasons))
