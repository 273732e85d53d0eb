"""Sentence spans: the unit that is cited.

`sentencex` finds the boundaries; the repairs below are what news needs on top: sentences inside long quotations,
clock times, numbered lists, missing blanks. What only opens a line (`vectorstore.language.prefixes`) is part of no
sentence. `is_statement` tells prose from headings, captions and calls to click.
"""

import re

import sentencex

from vectorstore.language.prefixes import prefix_end
from vectorstore.passage import Span

# Quotation marks hide the boundaries inside a quotation, so they are blanked for the segmenter.
_QUOTE_MARKS = '“”„«»"'
_HALF_A_LETTER = re.compile(r"[\ud800-\udfff]")  # left over from broken text; the segmenter takes none
_CLOCK_END = re.compile(r"\b[ap]\.m\.$")
_CLOCK_TAIL = re.compile(
    r"(?:[ECMP][DS]?T|GMT|UTC|BST|CET|CEST|local|on|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b)\b"
)
# sentencex takes the network's name for an initial.
_ON_X = re.compile(r"\b(?:on|to|via|of|and) X\.(?=\s+[“\"‘]?[A-ZÀ-Þ])")
# It knows "Lt. Gov.", but not "then-Lt. Gov.", "to Ms.", "Duke vs."
_TITLE_END = re.compile(r"\b(?:Capt|Col|Dr|Gen|Gov|Lt|Mr|Mrs|Ms|Mx|Prof|Rep|Sen|Sgt|vs)\.$")
_NUMBERED = re.compile(r"\b(?:No|Nos|Jan|Feb|Aug|Sept|Oct|Nov|Dec)\.$")
# "since 1998.One of the": a blank is missing. Neither an address ("Shop.Example.com") nor initials have such words.
_GLUED = re.compile(
    r"(?<![\w.@/’'-])(?P<left>[\w’'-]*(?:[a-zà-þ]{2}|\d))(?P<stop>[.!?…][”’)]?)(?=[“‘]?[A-ZÀ-Þ](?:[a-zà-þ’']+|(?=\s))"
    r"(?:[\s,;:!?’”]|\.(?:\s|$)|$))"
)
_STOP = re.compile(r"[.!?…][”’)]?[“‘]?[A-ZÀ-Þ]")  # in each of those, and in few lines
_LIST_NUMBER = re.compile(r"\W*\d{1,3}\.$")
_ASKED = re.compile(r"[?!…][”\"»]$")
_SPEAKER = re.compile(
    r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|wrote|writes|added|adds|told|replied|tweeted|posted)\b"
)
_ASKS = re.compile(r"\?\W{0,4}$")
_TERMINATED = re.compile(r"[.!?…][”\"’')\]»]*$")
# The rest of something: it begins with a small letter (unless as in "iPhone") or with punctuation that opens nothing.
_CUT_OFF = re.compile(r"[“\"‘'(\[]*(?:[a-zà-þ](?![A-Z])|[^\w“\"‘'(\[$€£¥#@…¿¡«-])")
_LONGEST = 1_000  # characters
_BEFORE, _AFTER = 20, 200  # characters on either side of a boundary that tell whether it is one
_CREDIT = re.compile(
    r"getty images|/afp\b|\bap photo|/ap\b|\(reuters\)$|photograph(?:er)?:|\bphoto(?:s)? by\b"
    r"|\bpictured (?:above|below|here)"
    r"|^\(?(?:file|photo|image|video|picture|credit|caption|watch|listen)\b\s*(?:photo)?\s*[-–—:|]",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^(?:read (?:more|next|also|the full)|see also|related\b|more:|sign up|subscribe|click|tap|follow us|follow \w+ on"
    r"|download|get (?:our|the) (?:app|newsletter)|advertisement|loading|share this|support journalism|contact us"
    r"|(?:contribut\w+|reporting|additional reporting|written|edited)(?: \w+)?:? by\b"
    r"|contributing:|reach (?:him|her|them|the reporter|out)\b"
    # It only says what follows, or what was done to the page.
    r"|here(?:[’']s| is| are)\b|editor[’']?s?[’']? note|corrections?(?: (?:&|and) clarifications?)?:|clarification:"
    r"|this (?:story|article|report|post|page|list|file) (?:has been|was|will be) (?:updated|corrected|originally))"
    r"|\bearlier version of this (?:story|article|report)\b"
    r"|\ball rights reserved\b|\bterms of (?:use|service)\b|\bnewsletter\b.*\b(?:sign|subscribe|inbox)",
    re.IGNORECASE,
)
# How somebody is reached.
_MAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_PHONE = re.compile(r"(?<![\d-])(?:\(\d{3}\)|\d{3}[-. ])\s?\d{3}[-.]\d{4}\b")
_REACHED = re.compile(
    r"\b(?:contact|reach|reached|call|calling|phone|text|visit|send|e-?mail|tips?|reporter|information)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[^\w$€£]*")
# "The human toll:His dad died": the headline of another report, linked to.
_LINK = re.compile(r"[^.:;!?]{2,60}[a-zà-þ]:[A-ZÀ-Þ]")


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Spans of the sentences of `text`, in order, without surrounding white space; none crosses a line end.

    They hold every word but the prefixes of lines.
    """
    spans: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        if not line.isspace():
            spans += _line_spans(line, start)
        start += len(line)
    return tuple(spans)


def is_statement(sentence: str) -> bool:
    """Whether a sentence says something by itself: not a heading, a caption, a credit or a call to click."""
    words = sentence.split()
    if len(words) < 4 or len(sentence) > _LONGEST or not _TERMINATED.search(sentence) or _CUT_OFF.match(sentence):
        return False
    said = _OPENS.sub("", sentence, count=1)
    if _CREDIT.search(sentence) or _CALL.search(said) or _LINK.match(said):
        return False
    if _REACHED.search(sentence) and (_MAIL.search(sentence) or _PHONE.search(sentence)):
        return False
    return sum(word[0].islower() for word in words) * 4 >= len(words)


def asks(sentence: str) -> bool:
    """Whether a sentence asks, in place of telling."""
    return _ASKS.search(sentence) is not None


def _line_spans(line: str, offset: int) -> list[Span]:
    begin = prefix_end(line)
    cuts = [begin + cut for cut in _boundaries(line[begin:])]
    spans = []
    for start, end in zip([begin, *cuts], [*cuts, len(line)], strict=True):
        words = line[start:end]
        if words.strip():
            left = len(words) - len(words.lstrip())
            spans.append(Span(offset + start + left, offset + start + len(words.rstrip())))
    return spans


def _boundaries(line: str) -> list[int]:
    """Offsets in `line` where a new sentence begins, a closing quotation mark going with what it closes."""
    cuts, end, bare = [], 0, line
    for mark in _QUOTE_MARKS:
        bare = bare.replace(mark, " ")
    bare = _HALF_A_LETTER.sub("x", bare)
    for segment in sentencex.segment("en", bare):
        end += len(segment)
        cut = end - (len(segment) - len(segment.rstrip()))
        while cut < end and not line[cut].isspace():
            cut += 1
        cuts.append(cut)
    if " X." in line:
        cuts += [found.end() for found in _ON_X.finditer(line)]
    glued = {found.end() for found in _GLUED.finditer(line)} if _STOP.search(line) else set[int]()
    first, last = len(line) - len(line.lstrip()), len(line.rstrip())
    return _repaired(line, sorted(cut for cut in {*cuts, *glued} if first < cut < last), glued)


def _repaired(line: str, cuts: list[int], glued: set[int]) -> list[int]:
    """The cuts without those that are none; a missing blank stands at those that are `glued`."""
    kept: list[int] = []
    for cut in cuts:
        before, after = line[kept[-1] if kept else 0 : cut].strip(), line[cut : cut + _AFTER].lstrip()
        end = before[-_BEFORE:]
        broken = (
            (_CLOCK_END.search(end) and _CLOCK_TAIL.match(after))
            or _LIST_NUMBER.fullmatch(before)
            or _TITLE_END.search(end)
            or (_NUMBERED.search(end) and after[:1].isdigit())
            or not (line[cut - 1].isspace() or line[cut].isspace() or cut in glued)  # inside "R-N.Y."
            or (_ASKED.search(end) and _SPEAKER.match(after))
        )
        if not broken:
            kept.append(cut)
    return kept
