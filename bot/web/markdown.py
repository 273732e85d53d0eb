"""Answers as Markdown for the chat: pure functions from values to text.

Everything that comes from outside (sentences, headlines, questions, addresses) is escaped here, so that it is shown
and never acts. A marker is a link whose address names the quoted place; `page.js` makes it a card and opens the panel.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from bot.answer import Citation, Decline, Nearest, Sentence, paragraphs
from bot.citations import carried_by

Place = Citation | Nearest

# Control characters, and those that turn the direction of what follows them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
# What can mean something anywhere, makes an address a link by itself, or opens a list at the start of a line.
_ACTS = re.compile(r"[&<>\\`*_\[\]{}#|~$@^=+\"]|:(?=//)|(?<=www)\.|^-|^\d(?=\d*[.)])", re.IGNORECASE)
_IN_ADDRESS = "/:?#@!$&+,;=%~"


def escape(text: str) -> str:
    """One line of Markdown that shows `text`, white space collapsed, and means nothing by itself.

    By character references, for Gradio's renderer takes backslashes out of a link's words before it reads them.
    """
    return _ACTS.sub(lambda found: f"&#{ord(found[0])};", " ".join(_UNSEEN.sub("", text).split()))


def answer(
    searched: str | None,
    sentences: Sequence[Sentence],
    citations: Sequence[Citation],
    declined: Decline | None = None,
    notice: str | None = None,
) -> str:
    """The message for an answer, finished or not. `searched` is the query where it is not what was asked."""
    parts = [f"*Searched: {escape(searched)}*"] if searched else []
    if declined:
        parts.append(_declined(declined))
    parts += _paragraphs(sentences, {one.n: one for one in citations})
    if notice:
        parts.append(f"*{escape(notice)}*")
    if citations:
        by_article: dict[tuple[str, int], list[Citation]] = {}
        for one in citations:
            by_article.setdefault((one.article_id, one.version), []).append(one)
        parts.append("###### Sources\n\n" + "\n".join(map(_source, by_article.values())))
    return "\n\n".join(parts)


def marker(place: Place, label: str) -> str:
    """A link to a quoted place; its title, read by the card, has outlet, headline, date and quotation, a line each.

    A last line says who else carries it, where anybody does.
    """
    lines = [
        place.outlet or "Outlet unknown",
        place.title or "No headline",
        day(place.published) or "No date",
        f"“{place.quote}”",
    ]
    if isinstance(place, Citation) and (also := carried_by([place])):
        lines.append(also)
    return f'[{label}](#{_anchor(place)} "{"&#10;".join(map(escape, lines))}")'


def day(published: str | None) -> str:
    """A date of publication as one reads it, `12 November 2025`; what is no date is given as it is."""
    if not published:
        return ""
    try:
        found = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{found.day} {found:%B %Y}"


def web_address(url: str | None) -> str | None:
    """The address, if it is one of the web; any other kind could act when it is opened."""
    try:
        found = urlsplit(url or "")
    except ValueError:
        return None
    return url if found.scheme in ("http", "https") and found.netloc else None


def _paragraphs(sentences: Sequence[Sentence], numbered: Mapping[int, Citation]) -> list[str]:
    return [
        " ".join(_sentence(one, [numbered[n] for n in one.citations]) for one in paragraph)
        for paragraph in paragraphs(sentences)
    ]


def _sentence(sentence: Sentence, cited: Sequence[Citation]) -> str:
    markers = "".join(marker(one, f"\\[{one.n}\\]") for one in cited)
    return f"{escape(sentence.text)} {markers}".strip()


def _declined(declined: Decline) -> str:
    lines = [escape(declined.message)]
    for one in declined.nearest:
        if one.quote not in declined.message:
            lines.append(f"“{escape(one.quote)}”")
        lines.append(f"- {marker(one, escape(_headed(one)))}")
    return "\n\n".join(lines)


def _source(cited: Sequence[Citation]) -> str:
    """The line of an article: all its numbers, and a link that opens it at the first quotation."""
    first, also = cited[0], escape(carried_by(cited))
    numbers = " ".join(f"\\[{one.n}\\]" for one in cited)
    return f"- {numbers} {marker(first, escape(_headed(first)))}{_original(first.url)}{f', {also}' if also else ''}"


def _original(url: str | None) -> str:
    """The link to an original, with its host, for an outlet's name is only what the article says of itself."""
    address = web_address(url)
    if not address:
        return ""
    host = escape((urlsplit(address).hostname or "").removeprefix("www."))
    return f" ([original at {host}]({quote(address, safe=_IN_ADDRESS).replace('&', '&amp;')}))"


def _headed(place: Place) -> str:
    """Outlet, date and headline in one line."""
    when = ", ".join(part for part in (place.outlet, day(place.published)) if part)
    return ": ".join(part for part in (when, place.title) if part) or "the article"


def _anchor(place: Place) -> str:
    return f"cite-{place.version}-{place.start}-{place.end}-{quote(place.article_id, safe='')}"
