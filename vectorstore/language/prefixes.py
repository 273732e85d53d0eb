"""What stands before the first statement of a line and is none: a dateline, the time of an entry, "Update:"."""

import re

_DASH = r"\s*(?:—|–|−)\s*|\s+--?\s+"
_CAPITALS = r"(?=(?:[A-ZÀ-Þ][.’' /-]{0,2}){4})[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.’'-]*){0,5}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?:,?\s\d{{4}})?"
_REGION = rf"(?:,\s(?!{_MONTH}\s)[A-ZÀ-Þ][\w.’'-]{{1,15}}(?:\s[A-ZÀ-Þ][\w.’'-]{{1,15}})?)"
_AGENCY = r"\s\((?:[A-Z]{2,6}|Reuters|Bloomberg)\)"
_DATELINE = re.compile(
    rf"(?:{_CAPITALS}{_REGION}{{0,2}}(?:,?\s{_DAY})?(?:{_AGENCY})?"  # KYIV, Aug 27 (Reuters) -
    rf"|[A-ZÀ-Þ][\w.’'-]{{2,20}}(?:\s[A-ZÀ-Þ][\w.’'-]{{1,20}})?{_REGION}?(?:,\s{_DAY})?{_AGENCY}"  # Paris (AFP) -
    r"|(?:AFP|AP|BBC|CNN|NPR|UPI|Reuters))"
    rf"(?:{_DASH})"
)
_TIME = re.compile(
    rf"(?:\d{{1,2}}(?:[:.]\d\d)?\s?[ap]\.?m\.?|\d{{1,2}}[:.]\d\d)(?:\s(?:[ECMP][DS]?T|GMT|UTC|BST|CES?T|local time))?"
    rf"(?:{_DASH}|:\s+)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\$?\d[\d.,]{0,12}%?\s+--\s+")
_LABEL = re.compile(r"(?:UPDATED?|Updated?|BREAKING|Breaking|LATEST)(?:\s\d{1,2})?\s?:\s+")


def prefix_end(line: str) -> int:
    """Where the first statement of a line begins: 0 where nothing stands before it. White space before it is passed."""
    at = len(line) - len(line.lstrip())
    begun = at
    while found := next(
        (match for kind in (_DATELINE, _TIME, _FIGURE, _LABEL) if (match := kind.match(line, at)) and match.end() > at),
        None,
    ):
        at = found.end()
    return at if at > begun else 0
