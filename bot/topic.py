"""Whether a sentence has to do with the question: what an article talked a model into saying seldom has.

The measure is the likeness (cosine) of a sentence and the question, above that of the question to just any passage; a
sentence that shares no word with the question must be the more alike. One that names whom other paragraphs of its
article name will do as well, where it is no less alike than just any, and so will one that is like sentences of those
paragraphs which are like the question themselves, where the article is on the topic. Of an article's own sentences
only those are judged to be off the topic that share no word with the question, are less like it than just any passage,
and are little like their headline. Where the question has no topic itself ("what is new?"), or there are no vectors,
nothing is judged.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from bot.citations import Quoted
from bot.verify.named import names
from bot.verify.reading import read
from vectorstore.embedding import Vectors
from vectorstore.indexes.lexical import stems
from vectorstore.language.sentences import sentence_spans
from vectorstore.passage import Evidence, Span
from vectorstore.store import Store

OnTopic = Callable[[str, Quoted, bool], bool]
"""Whether a sentence is on the question's topic; takes the sentence, the quotation that it rests on first, and whether
it is a model's."""

_ENOUGH = {(True, True): 0.08, (True, False): 0.1, (False, True): -1.0, (False, False): 0.0}
"""The likeness to the question, above the background, that is enough; by whether the sentence is a model's, and whether
it shares a word with the question."""
_LIKE_ITS_HEADLINE = 0.5
_LIKE_ITS_ARTICLE = 0.12  # above the background of the sentence
_LIKE = 0.08  # to the question, above the background: a sentence of the article that speaks for others
_NEAREST = 3  # such sentences whose likeness is told
_SAID_AGAIN = 0.85  # likeness above which a sentence of the article is the same in other words, and tells nothing
_READ = 24  # sentences of it, at most, among which they are looked for
_NAMED = 0.5
_WORD = re.compile(r"[^\W\d_]+")
_BACKGROUND = 0.4  # at most: where all that is loaded is on one topic, just any passage is like the question
_NO_TOPIC = 0.15  # of the best passage above the background; of an article's, too


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
        enough = _ENOUGH[by_model, shares_a_word]
        if likeness >= enough or (likeness >= 0 and _share_named_elsewhere(sentence, quoted) >= _NAMED):
            return True
        if not by_model:
            return _likeness_to_headline(store, sentence, quoted) >= _LIKE_ITS_HEADLINE
        return (
            article_is_on_topic(quoted, background)
            and likeness_to_article(sentence, quoted, vector, background) >= _LIKE_ITS_ARTICLE
        )

    def article_is_on_topic(quoted: Quoted, background: float) -> bool:
        found = (one.cosine for one in evidence if one.stored.article.id == quoted.stored.article.id)
        return max(found, default=0.0) - background >= _NO_TOPIC

    def likeness_to_article(sentence: str, quoted: Quoted, asked_for: Vectors, background: float) -> float:
        """The mean likeness to the nearest sentences of other paragraphs that are like the question, above just any's.

        Who puts several sentences into an article does not make them like one another's question.
        """
        text, span = quoted.stored.article.text, quoted.span
        first, last = _paragraph(text, span)
        spans = [one for one in sentence_spans(text) if one.end <= first or one.start >= last]
        spans.sort(key=lambda one: abs(one.start - span.start))
        apart = [text[one.start : one.end] for one in spans[:_READ]]
        near = [
            one for one, like in zip(apart, store.likeness(asked_for, apart), strict=True) if like - background >= _LIKE
        ]
        own = store.embedder.embed_passages([sentence])[0]
        nearest = sorted(one for one in store.likeness(own, near) if one < _SAID_AGAIN)[-_NEAREST:]
        return sum(nearest) / len(nearest) - min(store.background(own), _BACKGROUND) if nearest else 0.0

    return on_topic


def _likeness_to_headline(store: Store, sentence: str, quoted: Quoted) -> float:
    headline = quoted.stored.article.title
    return store.likeness(store.embedder.embed_passages([headline])[0], [sentence])[0] if headline else 0.0


def _share_named_elsewhere(sentence: str, quoted: Quoted) -> float:
    """The share of a sentence's names that stand in the headline or in another paragraph of the article."""
    named = {word.text for words in read(sentence).words for run in names(words, sentence) for word in run if word.stem}
    article, span = quoted.stored.article, quoted.span
    first, last = _paragraph(article.text, span)
    others = f"{article.title}\n{article.text[:first]}\n{article.text[last:]}"
    there = set(_WORD.findall(others))
    return len(named & there) / len(named) if named else 0.0


def _paragraph(text: str, span: Span) -> tuple[int, int]:
    """Where the paragraph that the span stands in begins and ends."""
    end = text.find("\n", span.end)
    return text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text)
