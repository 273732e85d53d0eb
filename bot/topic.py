"""Whether a sentence has to do with the question: what an article talked a model into saying seldom has.

The measure is the likeness (cosine) of a sentence and the question, above that of the question to just any passage; a
sentence that shares no word with the question must be the more alike. One that is like its article's headline will do
as well, and one that names whom other paragraphs of the article name, where it is no less alike than just any. Of an
article's own sentences only those are judged to be off the topic that share no word with the question, are less like it
than just any passage, and are little like their headline. Where the question has no topic itself ("what is new?"), or
there are no vectors, nothing is judged.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from bot.citations import Quoted
from bot.verify.named import names
from bot.verify.reading import read
from vectorstore.embedding import Vectors
from vectorstore.indexes.lexical import stems
from vectorstore.passage import Evidence
from vectorstore.store import Store

OnTopic = Callable[[str, Quoted, bool], bool]
"""Whether a sentence is on the question's topic; takes the sentence, the quotation that it rests on first, and whether
it is a model's."""

_ENOUGH, _ENOUGH_WITHOUT_A_WORD = 0.08, 0.1  # above the background
_LIKE_ITS_HEADLINE = 0.6
_OWN_LIKE_ITS_HEADLINE = 0.5
_NAMED = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_BACKGROUND = 0.4  # at most: where all that is loaded is on one topic, just any passage is like the question
_NO_TOPIC = 0.15  # of the best passage above the background


def about(store: Store, question: str, evidence: Sequence[Evidence]) -> OnTopic:
    """What says of a sentence whether it is about the question; nothing is measured before it is asked."""
    asked = frozenset(stems(question))

    @cache
    def measured() -> tuple[Vectors, float] | None:
        """The question's vector and the background; None where nothing can be judged."""
        best = max((one.cosine for one in evidence), default=0.0)
        if not best:
            return None
        vector = store.embedder.embed_query(question)
        background = min(store.background(vector), _BACKGROUND)
        return (vector, background) if best - background >= _NO_TOPIC else None

    def on_topic(sentence: str, quoted: Quoted, by_model: bool) -> bool:
        if (found := measured()) is None:
            return True
        vector, background = found
        shares_a_word = bool(asked & set(stems(sentence)))
        likeness = store.likeness(vector, [sentence])[0] - background
        if by_model:
            enough, like_its_headline = _ENOUGH if shares_a_word else _ENOUGH_WITHOUT_A_WORD, _LIKE_ITS_HEADLINE
        else:
            enough, like_its_headline = -1.0 if shares_a_word else 0.0, _OWN_LIKE_ITS_HEADLINE
        if likeness >= enough:
            return True
        headline = quoted.stored.article.title
        if headline and _alike(store, headline, sentence) >= like_its_headline:
            return True
        return likeness >= 0 and _share_named_elsewhere(sentence, quoted) >= _NAMED

    return on_topic


def _alike(store: Store, headline: str, sentence: str) -> float:
    return store.likeness(store.embedder.embed_passages([headline])[0], [sentence])[0]


def _share_named_elsewhere(sentence: str, quoted: Quoted) -> float:
    """The share of a sentence's names that stand in the headline or in another paragraph of the article."""
    named = {word.text for words in read(sentence).words for run in names(words, sentence) for word in run if word.stem}
    article, span = quoted.stored.article, quoted.span
    first, last = article.text.rfind("\n", 0, span.start) + 1, article.text.find("\n", span.end)
    others = f"{article.title}\n{article.text[:first]}\n{article.text[last:] if last >= 0 else ''}"
    there = set(_WORD.findall(others))
    return len(named & there) / len(named) if named else 0.0
