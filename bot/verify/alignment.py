"""Where in the passage a sentence of the claim comes from: the sentences with most of its words, and the pairs.

Every check asks the same questions of the alignment: which word of the passage a word of the claim rests on, and what
else is said around there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.verify.meanings import Kinship, kinship
from bot.verify.reading import Reading, Word, stems_in_full

_MOST = 4  # passage sentences that one sentence of a claim may rest on
_SHORT = 8  # sentences of a passage that is of one piece
_ADDS = 0.08  # share of the claim sentence's weight that a further sentence must add
_RANK: dict[Kinship, int] = {"same": 0, "wider": 1, "narrower": 2, "sibling": 3, "opposite": 4, "none": 5}


@dataclass(frozen=True, slots=True)
class Link:
    """A content word of the claim and the word of the passage that is most like it; None where none is."""

    claimed: Word
    there: Word | None
    kin: Kinship

    @property
    def exact(self) -> bool:
        """Whether it is the same word."""
        return self.there is not None and self.there.stem == self.claimed.stem

    @property
    def covered(self) -> bool:
        """Whether the passage says it, in the same words, with a synonym, or with a wider or narrower word."""
        return self.kin in ("same", "wider", "narrower")


@dataclass(frozen=True, slots=True)
class Aligned:
    """One sentence of the claim, the passage, the sentences it rests on (best first), and its words' links there."""

    text: str
    words: tuple[Word, ...]
    passage: Reading
    near: tuple[int, ...]
    links: tuple[Link, ...]

    @property
    def around(self) -> tuple[int, ...]:
        """The numbers of those sentences, the two before each and the one after, in order."""
        wide = {at + step for at in self.near for step in (-2, -1, 0, 1)}
        return tuple(sorted(at for at in wide if 0 <= at < len(self.passage.words)))

    @property
    def short(self) -> bool:
        """Whether the passage is so short that all of it belongs together."""
        return len(self.passage.spans) <= _SHORT


def align(claim: Reading, passage: Reading) -> tuple[Aligned, ...]:
    """Each sentence of the claim with its place in the passage."""
    return tuple(_aligned(claim.sentence(number), words, passage) for number, words in enumerate(claim.words) if words)


def _aligned(text: str, words: tuple[Word, ...], passage: Reading) -> Aligned:
    near = _nearest({word.stem for word in words if word.stem}, passage)
    there = [word for at in near for word in passage.words[at] if word.stem]
    exact: dict[str, Word] = {}
    for word in there:
        for stem in stems_in_full(word):
            exact.setdefault(stem, word)
    return Aligned(text, words, passage, near, tuple(_link(word, exact) for word in words if word.stem))


def _link(word: Word, exact: dict[str, Word]) -> Link:
    if word.stem in exact:
        return Link(word, exact[word.stem], "same")
    every = [Link(word, there, kinship(word.stem, stem)) for stem, there in exact.items()]
    best = min(every, key=lambda link: _RANK[link.kin], default=None)
    return best if best and best.kin != "none" else Link(word, None, "none")


def _nearest(stems: set[str], passage: Reading) -> tuple[int, ...]:
    """The sentences that together hold most of the stems, the rare ones counting more; best first."""
    holds = [stems & {word.stem for word in sentence} for sentence in passage.words]
    weight = {stem: 1 / (1 + sum(stem in held for held in holds)) for stem in stems}
    total = _sum(stems, weight)
    chosen: list[int] = []
    left = set(stems)
    while len(chosen) < _MOST and total:
        # A long sentence holds much by chance.
        worth = [
            _sum(held & left, weight) / (8 + len(words)) ** 0.25
            for held, words in zip(holds, passage.words, strict=True)
        ]
        best = max(range(len(worth)), key=worth.__getitem__, default=None)
        if best is None or _sum(holds[best] & left, weight) < _ADDS * total * bool(chosen) or not worth[best]:
            break
        chosen.append(best)
        left -= holds[best]
    return tuple(chosen)


def _sum(stems: Iterable[str], weight: dict[str, float]) -> float:
    return sum(weight[stem] for stem in stems)
