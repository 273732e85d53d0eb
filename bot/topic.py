"""Whether a sentence has to do with the question: what an article talked a model into saying seldom has.

The measure is the likeness (cosine) of a sentence and the question, above that of the question to just any passage; a
sentence that shares no word with the question must be the more alike. A sentence that is like its article's headline
will do as well. Where the question has no topic itself ("what is new?"), or there are no vectors, nothing is judged.
"""

from collections.abc import Callable, Sequence

from vectorstore.lexical import stems
from vectorstore.passage import Evidence
from vectorstore.store import Store

OnTopic = Callable[[str, str], bool]
"""Whether a sentence is on the question's topic; takes the sentence and the headline of the article it rests on."""

_ENOUGH, _ENOUGH_WITHOUT_A_WORD = 0.08, 0.15  # above the background
_LIKE_ITS_HEADLINE = 0.55
_BACKGROUND = 0.4  # at most: where all that is loaded is on one topic, just any passage is like the question
_NO_TOPIC = 0.15  # of the best passage above the background


def about(store: Store, question: str, evidence: Sequence[Evidence]) -> OnTopic:
    """What says of a sentence whether it is about the question."""
    best = max((one.cosine for one in evidence), default=0.0)
    if not best:
        return lambda sentence, headline: True
    vector = store.embedder.embed_query(question)
    background = min(store.background(vector), _BACKGROUND)
    if best - background < _NO_TOPIC:
        return lambda sentence, headline: True
    asked = frozenset(stems(question))

    def on_topic(sentence: str, headline: str) -> bool:
        enough = _ENOUGH if asked & set(stems(sentence)) else _ENOUGH_WITHOUT_A_WORD
        if store.likeness(vector, [sentence])[0] - background >= enough:
            return True
        return bool(headline) and _alike(store, headline, sentence) >= _LIKE_ITS_HEADLINE

    return on_topic


def _alike(store: Store, headline: str, sentence: str) -> float:
    return store.likeness(store.embedder.embed_passages([headline])[0], [sentence])[0]
