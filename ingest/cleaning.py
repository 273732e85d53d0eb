"""The body trafilatura found becomes clean lines: one a paragraph, list item or table row.

What a reader must never be quoted is left out: headings, captions and credits, and lines that only
advertise something else.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

# A block with more of its text in links than this points to another page, unless it is a full sentence.
LINKED = 0.6
FULL_SENTENCE_WORDS = 8
COPY = 40  # short lines may rightly come twice; a longer one that does is a copy
SHORT = 300  # a promotion or credit is a short line
BREAK, LINE = "\u2029", "\u2028"
BREAKING = frozenset(("p", "item", "row", "quote", "code", "list", "table"))

FULL_STOP = re.compile(r"[.?。？][”\"’')\]»]*$")
# Controls, zero-width and bidirectional marks, soft hyphens, icon fonts: unseen, they break words for the
# index and can make a quote read otherwise than it is stored. Joiners stay where a script spells with them.
UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
    r"|[\u200c\u200d](?![^\W\d_])|(?<=[\x00-\u024f])[\u200c\u200d]"
)
MARKUP = re.compile(
    r"</?(?:abbr|a|blockquote|br|b|center|cite|code|del|div|embed|em|figcaption|figure|font|form|h[1-6]|hr|iframe|"
    r"img|input|ins|i|label|link|li|meta|object|ol|picture|pre|p|q|script|section|small|source|span|strike|"
    r"strong|style|sub|sup|svg|s|table|tbody|td|th|tr|ul|u|video)(?:\s[^<>=]*=[^<>]*)?\s*/?>|<!--[^<]*?-->",
    re.IGNORECASE,
)
NESTED_MARKUP = 4  # "<<b>b>" hides a tag in a tag; nobody writes more of it in good faith

PROMOTION = re.compile(
    r"""\W*(?:
      (?:related|recommended|read\ (?:more|also|next)|also\ read|see\ also|more\ (?:on|from)\ this|watch|listen
         |don['’]t\ miss|editors?['’]?s?\ picks?|trending|most\ (?:read|popular))
         (?:\ (?:stories|articles|story|coverage|now|news|topics))?\s*(?:[:|»>]|$)
    | (?:(?:story|article)\ continues\ (?:below|after)|like\ this\ story|continue\ reading|scroll\ to\ continue)
    | (?:advertisement|advertising|sponsored(?:\ content)?|loading|share(?:\ this(?:\ (?:story|article))?)?)\W*$
    | (?:sign\ up|subscribe|get)\b.{0,120}\b(?:newsletters?|inbox|alerts|youtube|podcast|morning\ briefing)\b
    | follow\b.{0,80}\b(?:on|at)\b.{0,40}\b(?:twitter|x|facebook|instagram|threads|bluesky|tiktok|whatsapp
         |telegram|youtube|linkedin|mastodon)\b
    | copyright\s*(?:©|\(c\)|\d{4})|©|all\ rights\ reserved
    )""",
    re.IGNORECASE | re.VERBOSE,
)
CREDIT = re.compile(
    r"""\W*(?:
      (?:image|photo|photograph|picture|video|illustration|graphic|foto|bild|cr[ée]dito?)s?
         (?:\ (?:credit|source|by|courtesy(?:\ of)?))?\s*[:©/]
    | (?:file|handout)\ (?:photo|image|picture)\b
    | .{0,200}[/|©]\s*(?:getty(?:\ images)?|reuters|afp|ap|ap\ photo|epa|shutterstock|istock)[)\].]*$
    | .{0,200}[(\[](?:getty(?:\ images)?|shutterstock|istock|ap\ photo)\b[^()]*[)\].]*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def clean(text: str) -> str:
    """One line of plain text: NFC, ordinary spaces, no unseen characters, no markup, nothing at the ends."""
    text = unicodedata.normalize("NFC", text)
    seen = text if text.isprintable() else UNSEEN.sub("", text)
    return " ".join(unicodedata.normalize("NFC", _without_markup(seen)).split())


def body_lines(body: "_Element", known: Iterable[str] = ()) -> list[str]:
    """The clean lines of `body`, without those equal to a `known` one (title, byline), each long one once."""
    return _kept((line for block in _blocks(body) for line in _unwrapped(block)), known)


def text_lines(text: str, known: Iterable[str] = ()) -> list[str]:
    """The same of an article's body that a page gives as text, with or without markup in it."""
    return _kept(map(clean, re.split(r"\n|</?(?:p|br|div|li|h\d)\s*/?>", text)), known)


def _kept(lines: Iterable[str], known: Iterable[str]) -> list[str]:
    seen = {clean(line).casefold() for line in known}
    kept = []
    for line in lines:
        key = line.casefold()
        if key in seen or not any(map(str.isalnum, line)) or _advertises(line):
            continue
        if len(line) > COPY:
            seen.add(key)
        kept.append(line)
    return kept


def link_share(body: "_Element") -> float:
    """The share of the characters of `body` that stand in links, between 0 and 1."""
    return _share(list(_tokens(body)))


def _without_markup(text: str) -> str:
    for _ in range(NESTED_MARKUP):
        shorter = MARKUP.sub(" ", text) if "<" in text else text
        if shorter == text:
            return text
        text = shorter
    return text.replace("<", " ") if MARKUP.search(text) else text


def _advertises(line: str) -> bool:
    return len(line) <= SHORT and bool(PROMOTION.match(line) or CREDIT.match(line))


def _blocks(body: "_Element") -> Iterator[str]:
    """The text of each block, with LINE where it has a line break."""
    block: list[tuple[str, bool]] = []
    for token in [*_tokens(body), (BREAK, False)]:
        if token[0] != BREAK:
            block.append(token)
            continue
        text = "".join(text for text, _ in block)
        full = FULL_STOP.search(text.strip()) and len(text.split()) >= FULL_SENTENCE_WORDS
        if full or _share(block) <= LINKED:
            yield text
        block = []


def _share(tokens: list[tuple[str, bool]]) -> float:
    sizes = [(len(text.strip()), linked) for text, linked in tokens]
    return sum(size for size, linked in sizes if linked) / (sum(size for size, _ in sizes) or 1)


def _tokens(element: "_Element", linked: bool = False, row: bool = False) -> Iterator[tuple[str, bool]]:
    """The pieces of text in order, each with whether it is in a link; BREAK around blocks, LINE for `lb`.

    Headings are left out. In a row of data the cells stand in one line; a long row is only layout.
    """
    linked = linked or element.tag == "ref"
    row = row or (element.tag == "row" and sum(map(len, element.itertext())) < SHORT)
    around = " " if row and element.tag != "row" else BREAK
    if element.tag in BREAKING:
        yield around, False
    if element.tag != "head" and element.text:
        yield _spaced(element.text), linked
    for child in element if element.tag != "head" else ():
        if child.tag == "lb":
            yield (" " if row else LINE), False
        else:
            yield from _tokens(child, linked, row)
        if child.tag == "cell" and child.getnext() is not None:
            yield (" | " if row else BREAK), False
        if child.tail:
            yield _spaced(child.tail), linked
    if element.tag in BREAKING or element.tag == "head":
        yield around, False


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _unwrapped(block: str) -> list[str]:
    """The lines of a block. A single break before a small letter is layout, and the sentence goes on."""
    found: list[list[str]] = [[]]
    for piece in (clean(piece) for piece in block.split(LINE)):
        last = found[-1]
        if last and not (piece[:1].islower() and not FULL_STOP.search(last[-1])):
            found.append([])
        if piece:
            found[-1].append(piece)
    return [" ".join(pieces) for pieces in found if pieces]
