"""Words in quotation marks must stand in the passage, letter by letter, inside quotation marks.

Where they do not, the marks can be taken off: a paraphrase in quotation marks becomes reported speech.
"""

import re
from collections.abc import Iterator, Sequence

from bot.verify.verdict import Reason

_PAIRS = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|(?<!\w)‘((?:[^’]|’(?=\w))+)’")
_MARK = re.compile(r"[“”\"«»]|(?<!\w)‘")
_SAME = str.maketrans({"’": "'", "–": "-", "—": "-", "\xa0": " ", "…": "..."})
_CUT = re.compile(r"\.\.\.|\[[^\]]*\]|⟦[^⟧]*⟧|\([^)]*\)")


# Words that would mean somebody else once the marks around them are gone.
_SPEAKERS_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Mm]e|[Uu]s|[Mm]ine|[Oo]urs|[Yy]ou|[Yy]our)\b(?!\.)")


def check_quotes(claim: str, passage: str) -> Iterator[Reason]:
    """A reason for each quotation whose words the passage does not have, or not as a quotation."""
    there = _plain(passage).lower()
    for match in _PAIRS.finditer(claim):
        pieces = _pieces(match)
        if not all(piece in there for piece in pieces):
            yield Reason("quote", match[0])
        elif pieces and not _is_quoted(pieces[0], there):
            yield Reason("quote", match[0], pieces[0])


def is_quoted(claim: str, place: int) -> bool:
    """Whether a place of a claim lies in a quotation."""
    return any(match.start() < place < match.end() for match in _PAIRS.finditer(claim))


def without_invented_marks(claim: str, passages: Sequence[str]) -> tuple[str, ...]:
    """The claim with quotation marks only around what some passage has in them, then with none at all.

    Marks around words in the first person stay: without them, the words would be another's.
    """
    stands = [match for match in _PAIRS.finditer(claim) if any(not [*check_quotes(match[0], one)] for one in passages)]
    return tuple(dict.fromkeys((_unmarked(claim, {match.span() for match in stands}), _unmarked(claim, set()))))


def _unmarked(claim: str, kept: set[tuple[int, int]]) -> str:
    def words(match: re.Match[str]) -> str:
        stays = match.span() in kept or _SPEAKERS_OWN.search(_words(match))
        return match[0] if stays else _words(match)

    return _PAIRS.sub(words, claim)


def _words(match: re.Match[str]) -> str:
    found: str = next(filter(None, match.groups()))
    return found


def _pieces(match: re.Match[str]) -> list[str]:
    """The words of a quotation, in pieces where something was left out."""
    return [piece for cut in _CUT.split(_plain(_words(match)).lower()) if (piece := cut.strip(" .,;:!?-“”\"'"))]


def _is_quoted(piece: str, passage: str) -> bool:
    """Whether the words stand inside quotation marks somewhere; a passage may begin or end within a quotation."""
    at = passage.find(piece)
    while at >= 0:
        before, behind = _MARK.findall(passage, 0, at), _MARK.findall(passage, at + len(piece))
        if _open(before) or _closes(behind):
            return True
        at = passage.find(piece, at + 1)
    return False


def _open(before: list[str]) -> bool:
    """Whether the marks before leave a quotation open."""
    return bool(before) and (before[-1] in "“«‘" or (before[-1] == '"' and before.count('"') % 2 == 1))


def _closes(behind: list[str]) -> bool:
    """Whether the next mark behind closes a quotation."""
    return bool(behind) and (behind[0] in "”»" or (behind[0] == '"' and behind.count('"') % 2 == 1))


def _plain(text: str) -> str:
    return " ".join(text.translate(_SAME).split())
