"""What a chat model is told of the evidence: as many passages as its budget of tokens holds, best first."""

from collections.abc import Sequence

from bot.citations import plain
from bot.usage import BYTES_OF_A_TOKEN, tokens
from vectorstore.language.suspicious import suspicious
from vectorstore.passage import Evidence


def within(evidence: Sequence[Evidence], most_tokens: int) -> list[tuple[Evidence, str]]:
    """The passages that fit, with their words for the prompt; the first one always, cut to fit where it must be."""
    shown: list[tuple[Evidence, str]] = []
    left = most_tokens
    for one in evidence:
        told = _told(one)
        if tokens(told) > left and shown:
            break
        shown.append((one, told.encode()[: left * BYTES_OF_A_TOKEN].decode(errors="ignore")))
        left -= tokens(told)
    return shown


def _told(one: Evidence) -> str:
    """Outlet, date and headline, then the sentences that may be answered from.

    An article's own brackets must not be taken for numbers.
    """
    article = one.stored.article
    title = "" if suspicious(article.title) else article.title
    head = ", ".join(part for part in (article.outlet, article.published or "", title) if part)
    sentences = (article.text[span.start : span.end] for span in one.passage.sentences)
    return "\n".join(map(plain, (head, *sentences)))
