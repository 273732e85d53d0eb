"""A question and a text read together: how well the one answers the other, and in which words.

The embedding model's own network reads them, with other biases and norms (BitFit: Ben Zaken, Ravfogel and Goldberg
2022). Of the states of its last layer, a head on the first token's says how well the text answers (Nogueira and Cho
2019), and one on each token's whether the answer begins or ends there (Devlin et al. 2019).
`tests/benchmarks/reader.py` fits these few numbers; the matrices are in the file that every question needs anyway.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from vectorstore.embedding import Network, Tokens, Vectors
from vectorstore.models import BGE_SMALL, Model, model_folder
from vectorstore.passage import Span

MOST_TOKENS = 112  # of question and text together
_LONGEST = 24  # tokens of an answer
_HEAD = "head."
_KNOWN = 200  # readings


@dataclass(frozen=True, slots=True)
class Reading:
    """How well a text answers a question, in nats: differences between texts of one question are log-odds.

    `answer` are the characters of the text that answer best, None where nothing of the text was read; `sure` are the
    nats by which they beat that none does.
    """

    nats: float
    answer: Span | None
    sure: float


class CrossEncoder:
    """The network with the fitted numbers of the file `fitted`, loaded at the first question."""

    def __init__(self, fitted: Path, cache: Path, threads: int, model: Model = BGE_SMALL) -> None:
        self._fitted = fitted
        self._cache = cache
        self._threads = threads
        self._model = model
        self._loading = threading.Lock()
        self._known: dict[tuple[str, str], Reading] = {}

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in order; what was read lately is known. Raises `ModelMissingError`, `EmbeddingError`."""
        known = self._known
        missing = [text for text in dict.fromkeys(texts) if (question, text) not in known]
        if len(known) + len(missing) > _KNOWN:
            known = self._known = {}
            missing = list(dict.fromkeys(texts))
        found = self._read(question, missing) if missing else []
        known |= {(question, text): reading for text, reading in zip(missing, found, strict=True)}
        return [known[question, text] for text in texts]

    def _read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        with self._loading:
            network, heads = self._network, self._heads

        def reading(tokens: Tokens) -> Reading:
            states = network.states(tokens)
            return Reading(
                _nats(states[0], heads), *_answer(tokens, states @ heads["ends.weight"].T + heads["ends.bias"])
            )

        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(reading, network.tokens([(question, text) for text in texts])))

    @cached_property
    def _network(self) -> Network:
        fitted = {name: values for name, values in self._numbers.items() if not name.startswith(_HEAD)}
        return Network(model_folder(self._model, self._cache), MOST_TOKENS, fitted)

    @cached_property
    def _heads(self) -> dict[str, Vectors]:
        return {name.removeprefix(_HEAD): values for name, values in self._numbers.items() if name.startswith(_HEAD)}

    @cached_property
    def _numbers(self) -> dict[str, Vectors]:
        with np.load(self._fitted, allow_pickle=False) as arrays:
            return {name: np.asarray(arrays[name], np.float32) for name in arrays.files}


def answer_places(tokens: Tokens) -> list[int]:
    """The places of the tokens that stand for characters of the text."""
    return [
        place
        for place, (part, (start, end)) in enumerate(zip(tokens.sequence_ids, tokens.offsets, strict=True))
        if part == 1 and start < end
    ]


def _nats(state: Vectors, heads: dict[str, Vectors]) -> float:
    hidden = np.tanh(heads["dense.weight"] @ state + heads["dense.bias"])
    return float(heads["out.weight"][0] @ hidden)


def _answer(tokens: Tokens, ends: Vectors) -> tuple[Span | None, float]:
    """The best run of tokens, as characters of the text, and by how much it beats the first token, which is for none.

    `ends`, shape (tokens, 2), says how well each would be the first, and the last.
    """
    places = answer_places(tokens)
    if not places:
        return None, 0.0
    found = ends[places]
    together = np.triu(found[:, :1] + found[None, :, 1])
    together[np.tril_indices(len(places), -1)] = -np.inf
    together[np.triu_indices(len(places), _LONGEST)] = -np.inf
    first, last = np.unravel_index(int(together.argmax()), together.shape)
    answer = Span(tokens.offsets[places[first]][0], tokens.offsets[places[last]][1])
    return answer, float(together[first, last] - ends[0].sum())
