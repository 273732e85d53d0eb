"""Words in quotation marks must stand in the passage, letter by letter, inside quotation marks."""

import re
from collections.abc import Iterator

from bot.verify.verdict import Reason

_PAIRS = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|(?<!\w)‘((?:[^’]|’(?=\w))+)’")
_MARK = re.compile(r"[“”\"«»]|(?<!\w)‘")
_SAME = str.maketrans({"’": "'", "–": "-", "—": "-", "\xa0": " ", "…": "..."})
_CUT = re.compile(r"\.\.\.|\[[^\]]*\]|⟦[^⟧]*⟧|\([^)]*\)")


def check_quotes(claim: str, passage: str) -> Iterator[Reason]:
    """A reason for each quotation whose words the passage does not have, or not as a quotation."""
    there = _plain(passage).lower()
    for match in _PAIRS.finditer(claim):
        words = next(filter(None, match.groups()))
        pieces = [piece for cut in _CUT.split(_plain(words).lower()) if (piece := cut.strip(" .,;:!?-“”\"'"))]
        if not all(piece in there for piece in pieces):
            yield Reason("quote", match[0])
        elif pieces and not _is_quoted(pieces[0], there):
            yield Reason("quote", match[0], pieces[0])


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
