"""Whether something is so, asked of somebody: what is said of them, what they say to it, and that it is no finding.

An allegation never becomes a fact, nor does a denial.
"""

import itertools
import re
from collections.abc import Sequence

from bot.engines.selection import Candidate, alike
from bot.question.another import names_in

ONLY_SAID = "The loaded articles report accusations and a denial, not a finding."

_OTHER_SIDE = 4.0  # nats below the best
_ABOUT_BOTH = 0.3  # of the question, for what the other side says
_DENIAL = r"den(?:y|ies|ied|ying|ials?)|refut(?:es?|ed|ing)|innocen(?:t|ce)"
_DENIES_IT = re.compile(rf"\b(?:{_DENIAL}|not guilty)\b", re.IGNORECASE)
_DENIES = re.compile(
    rf"\b(?:{_DENIAL}|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput(?:es?|ed|ing)|insist(?:s|ed)?|no evidence"
    r"|not true|untrue)\b",
    re.IGNORECASE,
)
_ACCUSES = re.compile(
    r"\b(?:accus(?:e|es|ed|ing|ations?)|alleg\w+|suspected of|charged with|blam(?:e|es|ed|ing))\b"
    r"|\bcall(?:s|ed|ing) (?:(?:M(?:r|s|rs)\.? )?\w+) (?:an? |[“\"])",  # somebody something
    re.IGNORECASE,
)
_FINDS = re.compile(
    r"\b(?:convict\w*|found (?:guilty|liable|to|that)|plead\w* guilty|pled guilty|verdicts?|sentenced|jailed|imprisoned"
    r"|acquit\w*|cleared|admit\w*|confess\w*|confirm\w*|conclu(?:des?|ded|sions?)|rul(?:es?|ed|ings?)|court|tribunal"
    r"|judge|jury|proven?|proof)\b",
    re.IGNORECASE,
)
# Right before what would be one, in its clause.
_NO_FINDING = re.compile(r"(?:\b(?:no|not|never|without|nor)|n[’']t)(?:\s+[\w’'-]+){0,3}\s+\Z", re.IGNORECASE)


def both_sides(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
    """The chosen ones, and the best that denies where none of them does, or the best that does not where all do.

    It takes the place of those that say the same, else of the last of several.

    `candidates` come best first. What somebody says of another comes with what the other says to it.
    """
    sides = {_denies(one) for one in chosen}
    enough = candidates[0].score - _OTHER_SIDE if candidates else 0.0
    missing = [one for one in candidates if len(sides) == 1 and _denies(one) not in sides and one.score >= enough]
    fitting = next((one for one in missing if one.covers >= _ABOUT_BOTH and one.alone), None)
    if fitting is None:
        return list(chosen)
    the_same = [one for one in chosen if alike(one, fitting)] or chosen[1:][-1:]
    return [*(one for one in chosen if one not in the_same), fitting]


def _denies(candidate: Candidate) -> bool:
    return _DENIES.search(candidate.quoted.text) is not None


def only_said(question: str, candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first of the chosen that accuses and the first that denies it, where the answer is no more than that.

    None else, nor where the best candidate is of another kind, or one about the question tells of a finding. What
    denies it names one whom the question or the accusation names. Best come first.
    """
    if any(_finds(one.quoted.text) for one in candidates if one.covers >= _ABOUT_BOTH):
        return ()
    about = [one for one in chosen if one.covers >= _ABOUT_BOTH]
    accusing = [one for one in about if _ACCUSES.search(one.quoted.text)]
    denying = [one for one in about if _DENIES_IT.search(one.quoted.text)]
    if candidates and candidates[0] in [*accusing, *denying]:
        asked = _named(question)
        for accused, denied in itertools.product(accusing, denying):
            if accused is denied or (asked | _named(accused.quoted.text)) & _named(denied.quoted.text):
                return tuple(dict.fromkeys((accused, denied)))
    return ()


def _finds(text: str) -> bool:
    """Whether it tells of a finding, and not that there is none: "no court has convicted him"."""
    return any(not _NO_FINDING.search(text, 0, found.start()) for found in _FINDS.finditer(text))


def _named(text: str) -> set[str]:
    """The words of its names."""
    return {word for name in names_in(text) for word in name.split()}
