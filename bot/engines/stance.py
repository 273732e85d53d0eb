"""Whether something is so, asked of somebody: what is said of them, what they say to it, and that it is no finding.

An allegation never becomes a fact, nor does a denial.
"""

import re
from collections.abc import Sequence

from bot.engines.selection import Candidate, alike

ONLY_SAID = "The loaded articles report accusations and a denial, not a finding."

_OTHER_SIDE = 4.0  # nats below the best
_ABOUT_BOTH = 0.3  # of the question, for what the other side says
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:es?|ed|ing)|disput(?:es?|ed|ing)"
    r"|insist(?:s|ed)?|no evidence|not true|untrue|innocen(?:t|ce))\b",
    re.IGNORECASE,
)
_ACCUSES = re.compile(
    r"\b(?:accus(?:e|es|ed|ing|ations?)|alleg\w+|suspected of|charged with|blam(?:e|es|ed|ing)"
    r"|call(?:s|ed|ing) (?:him|her|them|M(?:r|s|rs)\b))\b",
    re.IGNORECASE,
)
_DENIES_IT = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|innocen(?:t|ce)|not guilty|refut(?:es?|ed|ing))\b", re.IGNORECASE
)
_FINDS = re.compile(
    r"\b(?:convict\w*|(?:found|plead\w*|pled) guilty|verdicts?|sentenced|acquit\w*|cleared|admit\w*|confess\w*"
    r"|confirm\w*|concluded?|court|judge|jury|proven?|proof)\b",
    re.IGNORECASE,
)


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


def only_said(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first of the chosen that accuses and the first that denies, where the answer is no more than that; else none.

    The best candidate is one of the kind, and none that is about the question tells of a finding. Best come first.
    """
    if any(_FINDS.search(one.quoted.text) for one in candidates if one.covers >= _ABOUT_BOTH):
        return ()
    about = [one for one in chosen if one.covers >= _ABOUT_BOTH]
    accusing = [one for one in about if _ACCUSES.search(one.quoted.text)]
    denying = [one for one in about if _DENIES_IT.search(one.quoted.text)]
    if not accusing or not denying or candidates[0] not in [*accusing, *denying]:
        return ()
    return tuple(dict.fromkeys((accusing[0], denying[0])))
