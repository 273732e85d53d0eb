"""Fits the cross-encoder that reads a question and a statement together, and writes what it fitted.

    pip install torch==2.13.0 onnx==1.23.2       # for this alone
    python -m tests.benchmarks.reader DIR        # the data folder with the loaded articles; tells the loss
    python -m tests.benchmarks.reader DIR --write

The questions, `reader_questions.jsonl`, were written for this project by reading articles of the development data that
no question set asks about; `at` says where in the article's text the sentences begin that answer. Only biases, norms
and the head are fitted (BitFit: Ben Zaken, Ravfogel and Goldberg 2022): the matrices stay the embedding model's own, so
that one model file serves both. For each question the engine's own search gives the statements that look best and do
not answer; the loss is the cross-entropy of a softmax over a right one and some of these.
"""

import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn

from bot import events
from bot.build import EVIDENCE, Program
from bot.citations import Quoted
from bot.engines.asked import wish
from bot.engines.extractive import WINDOWS, ExtractiveEngine, reports
from bot.engines.ranking import READER, described, in_context
from bot.meaning import meaning
from bot.settings import read_settings
from vectorstore.cross_encoder import MOST_TOKENS
from vectorstore.models import BGE_SMALL, model_folder
from vectorstore.search import SearchRequest, search
from vectorstore.sentences import sentence_spans

from .figures import options
from .torch_network import Network

QUESTIONS = Path(__file__).parent / "reader_questions.jsonl"
_EPOCHS = 2
_OF_A_STEP = 12  # questions
_WRONG = 5  # statements of a question and step
_BEST = 20  # statements that wrong ones are drawn from
_SAME = 0.55  # share of words with a right one above which a statement may answer, too
_RATE, _WARM, _DECAY = 3e-3, 0.06, 0.01
_TOGETHER = 24  # pairs of similar length
_SAID = 20  # steps


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the statements that answer it, and those that look as if they did; each behind its headline."""

    question: str
    right: Sequence[str]
    wrong: Sequence[str]


class Reader(nn.Module):
    """The network with the head of a cross-encoder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.network = Network(folder / "model_quantized.onnx")
        self.dense, self.out = nn.Linear(384, 384), nn.Linear(384, 1, bias=False)
        nn.init.zeros_(self.out.weight)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Tensor:
        """Shape (pairs,)."""
        texts = self._tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(texts)), key=lambda place: len(texts[place].ids))
        scores: dict[int, Tensor] = {}
        for start in range(0, len(order), _TOGETHER):
            places = order[start : start + _TOGETHER]
            with torch.autocast("cpu", torch.bfloat16):
                state = self.network(*_padded([texts[place] for place in places]))
            found = self.out(torch.tanh(self.dense(state))).squeeze(-1)
            scores |= dict(zip(places, found, strict=True))
        return torch.stack([scores[place] for place in range(len(texts))])

    def write(self, file: Path) -> None:
        """The fitted numbers by name, in half precision."""
        head = {
            "head.dense.weight": self.dense.weight,
            "head.dense.bias": self.dense.bias,
            "head.out.weight": self.out.weight[0],
        }
        numbers = {**self.network.fitted(), **{name: values.detach().numpy() for name, values in head.items()}}
        np.savez_compressed(file, **{name: values.astype(np.float16) for name, values in numbers.items()})


def _padded(texts: Sequence[Encoding]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, kinds and mask: shape (texts, tokens) each."""
    longest = max(len(one.ids) for one in texts)

    def rows(lists: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*one, *[0] * (longest - len(one))] for one in lists])

    return (
        rows([one.ids for one in texts]),
        rows([one.type_ids for one in texts]),
        rows([[1] * len(one.ids) for one in texts]),
    )


def examples(data: Path) -> Iterator[Example]:
    """The questions with the statements that a data folder's articles have for them."""
    program = Program(read_settings(os.environ, Path(".env"), data))
    engine = ExtractiveEngine(program.store, program.reader)
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        stored = program.store.archive.get(asked["article"])
        if stored is None:
            raise SystemExit(f"{data} lacks the article {asked['article']}: load the development data first.")
        meant = meaning(events.Question(asked["question"]), engine, engine, program.store.archive, {})
        question = meant.understood.question
        evidence = search(program.store, meant.request(SearchRequest("")), EVIDENCE).evidence
        found = described(
            program.store, program.reader, question, "", wish(question), reports(evidence)[:WINDOWS], read=0
        )
        right = [Quoted(stored, span) for span in sentence_spans(stored.article.text) if span.start in asked["at"]]
        words = [_words(one.text) for one in right]
        best = [one.quoted for one, _ in found[:_BEST]]
        wrong = [one for one in best if all(_shared(_words(one.text), own) < _SAME for own in words)]
        if len(wrong) >= _WRONG:
            yield Example(question, [in_context(one) for one in right], [in_context(one) for one in wrong])


def _words(text: str) -> frozenset[str]:
    return frozenset(text.lower().split())


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def fit(reader: Reader, learnt: Sequence[Example]) -> None:
    """AdamW (Loshchilov and Hutter 2019); the rate rises, then falls to nothing."""
    draw, order = random.Random(0), list(learnt)
    fitted = [one for one in reader.parameters() if one.requires_grad]
    steps = _EPOCHS * (len(order) // _OF_A_STEP)
    optimizer = torch.optim.AdamW(fitted, lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min((at + 1) / (_WARM * steps + 1), 1 - at / steps))
    losses: list[float] = []
    for _ in range(_EPOCHS):
        draw.shuffle(order)
        for start in range(0, len(order) - _OF_A_STEP + 1, _OF_A_STEP):
            some = order[start : start + _OF_A_STEP]
            lists = [[draw.choice(one.right), *draw.sample(one.wrong, min(_WRONG, len(one.wrong)))] for one in some]
            pairs = [(one.question, text) for one, texts in zip(some, lists, strict=True) for text in texts]
            scores = reader.scores(pairs).split([len(texts) for texts in lists])
            loss = -torch.stack([torch.log_softmax(one, 0)[0] for one in scores]).mean()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(fitted, 1.0)
            optimizer.step()
            rate.step()
            losses.append(loss.item())
            if len(losses) % _SAID == 0:
                print(f"step {len(losses)} of {steps}: {np.mean(losses[-_SAID:]):.3f} nats", flush=True)


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("data", type=Path, metavar="DIR")
    parser.add_argument("--write", action="store_true", help=f"write {READER.name}")
    arguments = parser.parse_args()
    torch.manual_seed(0)
    settings = read_settings(os.environ, Path(".env"), arguments.data)
    reader = Reader(model_folder(BGE_SMALL, settings.cache))
    fit(reader, list(examples(arguments.data)))
    if arguments.write:
        reader.write(READER)


if __name__ == "__main__":
    main()
