"""What of the evidence is answered from: reports, and opinion pieces only where views are asked for or nothing else is.

An opinion piece is no evidence of fact.
"""

import re
from collections.abc import Sequence

from vectorstore.article import Article
from vectorstore.passage import Evidence

WINDOWS = 12  # passages, the best
_OPINION = re.compile(
    r"/(?:opinions?|commentisfree|columns?|editorials?)/|^(?:opinion|column|editorial)\b", re.IGNORECASE
)
_VIEWS = re.compile(
    r"\b(?:opinions?|views?|argu(?:e|es|ing|ments?)|columnists?|commentators?|editorials?|critics?)\b", re.I
)


def is_opinion(article: Article) -> bool:
    """Whether its headline or its address says that it is somebody's view."""
    return bool(_OPINION.search(article.title) or _OPINION.search(article.url or ""))


def reports(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without opinion pieces."""
    return [one for one in evidence if not is_opinion(one.stored.article)]


def to_answer_from(question: str, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """The best of the evidence that a question may be answered from."""
    return (evidence if _VIEWS.search(question) else reports(evidence) or evidence)[:WINDOWS]
