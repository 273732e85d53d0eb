"""Claims become numbered sentences: markers run 1, 2, 3 … in order of first use.

An engine makes `Claim`s; each names the spans of stored articles that it rests on. `cite` gives the sentence its
numbers and adds what is newly cited. Pure functions: the page, the terminal and `--json` show the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.answer import Citation, Judgement, Nearest, Sentence
from vectorstore.article import StoredArticle
from vectorstore.passage import Carrier, Evidence, Span

# A bracket of an article's own words must not look like one of our markers.
_BRACKETS = str.maketrans("[]【】［］", "⟦⟧⟦⟧⟦⟧")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a stored article."""

    stored: StoredArticle
    span: Span

    @property
    def text(self) -> str:
        """Its words, exactly as stored."""
        return self.stored.article.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence for the answer, without markers, and the quotations that its engine rests it on, which may be none.

    `label` tells of them what a reader should know first: whose they are, of what day. `entry` is the number of the
    paragraph that it belongs to, where an answer has several. A `remark` says in fixed words what kind of quotations
    these are, and nothing of the world.
    """

    text: str
    quotes: tuple[Quoted, ...]
    label: str = ""
    entry: int = 0
    remark: bool = False


@dataclass(frozen=True, slots=True)
class Supported:
    """A claim that was checked: its quotations, at least one, are those that carry it.

    A remark has no judgement: there is nothing to check it against.
    """

    claim: Claim
    judgement: Judgement | None


def cite(
    supported: Supported, citations: Sequence[Citation], evidence: Sequence[Evidence]
) -> tuple[Sentence, tuple[Citation, ...]]:
    """The numbered sentence of a claim, and the citations it adds to those there are.

    `evidence` tells who else carries what is quoted.
    """
    claim = supported.claim
    known = {(one.article_id, one.version, one.start, one.end): one.n for one in citations}
    added: list[Citation] = []
    numbers: list[int] = []
    for quoted in claim.quotes:
        place = (quoted.stored.article.id, quoted.stored.version, quoted.span.start, quoted.span.end)
        if place not in known:
            known[place] = len(known) + 1
            added.append(_citation(known[place], quoted, _carriers(quoted, evidence)))
        if known[place] not in numbers:
            numbers.append(known[place])
    label = plain(claim.label)
    text = f"({label}) {plain(claim.text)}" if label else plain(claim.text)
    return Sentence(text, tuple(numbers), supported.judgement, label, claim.entry), tuple(added)


def nearest(quoted: Quoted) -> Nearest:
    """A quotation as the nearest thing that the articles do say."""
    article, span = quoted.stored.article, quoted.span
    return Nearest(
        article.id,
        quoted.stored.version,
        span.start,
        span.end,
        quoted.text,
        article.title,
        article.outlet,
        article.published,
    )


def plain(text: str) -> str:
    """Words for an answer: one line, with brackets that cannot be taken for markers."""
    return " ".join(text.translate(_BRACKETS).split())


def carried_by(citations: Sequence[Citation]) -> str:
    """Who else carries what is cited of an article, by name: "also carried by A, B"; empty where nobody does.

    Another address of the article's own outlet is not named.
    """
    own = {one.outlet for one in citations}
    carriers = (other for one in citations for other in one.also_carried_by)
    names = dict.fromkeys(other.outlet or urlsplit(other.url or "").hostname or "" for other in carriers)
    named = [plain(name) for name in names if name and name not in own]
    return f"also carried by {', '.join(named)}" if named else ""


def _carriers(quoted: Quoted, evidence: Sequence[Evidence]) -> tuple[Carrier, ...]:
    found = [
        other.carrier
        for one in evidence
        if one.stored.article.id == quoted.stored.article.id and one.stored.version == quoted.stored.version
        for other in one.also
        if quoted.span in other.sentences
    ]
    return tuple(dict.fromkeys(found))


def _citation(number: int, quoted: Quoted, also: tuple[Carrier, ...]) -> Citation:
    article, span = quoted.stored.article, quoted.span
    return Citation(
        n=number,
        article_id=article.id,
        version=quoted.stored.version,
        title=article.title,
        outlet=article.outlet,
        author=article.authors,
        url=article.url,
        published=article.published,
        quote=quoted.text,
        start=span.start,
        end=span.end,
        also_carried_by=also,
    )
