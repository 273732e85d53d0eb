"""Words in quotation marks must stand in the passage, letter by letter, inside quotation marks."""

import re
from collections.abc import Iterator

from bot.verify.verdict import Reason

_PAIRS = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|(?<!\w)‘((?:[^’]|’(?=\w))+)’")
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " ", "…": "..."})
_CUT = re.compile(r"\.\.\.|\[[^\]]*\]|⟦[^⟧]*⟧|\([^)]*\)")


def check_quotes(claim: str, passage: str) -> Iterator[Reason]:
    """A reason for each quotation whose words the passage does not have, or not as a quotation."""
    plain = _plain(passage)
    for match in _PAIRS.finditer(claim):
        words = next(filter(None, match.groups()))
        pieces = [piece for cut in _CUT.split(_plain(words)) if (piece := cut.strip(" .,;:!?-\"'"))]
        if not all(_stands(piece, plain) for piece in pieces):
            yield Reason("quote", match[0])
        elif pieces and not _is_quoted(pieces[0], plain):
            yield Reason("quote", match[0], pieces[0])


def _stands(piece: str, passage: str) -> bool:
    return piece in passage or piece.lower() in passage.lower()


def _is_quoted(piece: str, passage: str) -> bool:
    """Whether the words stand inside quotation marks; a passage may begin or end within a quotation."""
    low, piece = passage.lower(), piece.lower()
    at = low.find(piece)
    while at >= 0:
        if low.count('"', 0, at) % 2 or low.count('"', at) % 2 or "'" in (low[at - 1 : at], low[at + len(piece) :][:1]):
            return True
        at = low.find(piece, at + 1)
    return low.count('"') == 0


def _plain(text: str) -> str:
    return " ".join(text.translate(_SAME).translate({0xAB: '"', 0xBB: '"'}).split())
