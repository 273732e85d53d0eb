"""Markdown becomes plain words, a line at a time: models format even when told not to.

What is taken away depends only on the characters next to it, so that a line may be read while it still grows.
"""

import re

# A number opens a list item, but not in "12. November 2025".
_OPENING = re.compile(
    r"\s*(?:(?:[-*+•‣◦–—]|#{1,6}|>+|\d{1,2}[.)](?!\s+(?:Jan|Feb|M[aä]r|A[pv]r|Ma[iy]|Jun|Jul|Au?g|Sep|O[ck]t|Nov|De[cz])))\s+)+"
)
_LINK = re.compile(r"\[([^\[\]\n]{1,60})\]\((?:https?:|#|/)?[^()\s]*\)")
_MARKER_LINK = re.compile(r"(?<=[\]】])\((?:https?:|#|/)[^()\s]*\)")
_EMPHASIS = re.compile(r"\*+(?=[^\s*])|(?<=[^\s*])\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|`+")


def plain_line(line: str) -> str:
    """The line without list marks, headings, emphasis and the targets of links."""
    line = _OPENING.sub("", line, count=1) if _OPENING.match(line) else line
    line = _LINK.sub(lambda found: f"[{found[1]}]" if found[1].strip("^ ").isdecimal() else found[1], line)
    return _EMPHASIS.sub("", _MARKER_LINK.sub("", line))
