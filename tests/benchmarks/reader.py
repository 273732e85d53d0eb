"""Fits the cross-encoder that reads a question and a statement together, and writes what it fitted.

    pip install torch==2.13.0 onnx==1.23.2       # for this alone
    python -m tests.benchmarks.reader DIR        # the data folder with the loaded articles; tells the loss
    python -m tests.benchmarks.reader DIR --write

The questions, `reader_questions.jsonl`, were written for this project by reading articles of the development data that
no question set asks about. Of the article's text, `at` says where the sentences begin that answer, `answer` from where
to where the words stand that do. Only biases, norms and the heads are fitted (BitFit: Ben Zaken, Ravfogel and Goldberg
2022): the matrices stay the embedding model's own, so that one model file serves both.

For each question the engine's own search gives the statements that look best and do not answer. A question with a
`follow_up` is also learned as that, asked after another question of the article, whose answer is then wrong. The
loss is the cross-entropy of a softmax over a right statement and some of the wrong ones, and of one over the tokens for
the first and the last of the answer, where the first token of all stands for none (Devlin et al. 2019).
"""

import json
import os
import random
import re
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
from bot.engines.extractive import ExtractiveEngine
from bot.engines.ranking import READER, described, in_context
from bot.engines.reports import WINDOWS, reports
from bot.question.meaning import meaning
from bot.settings import read_settings
from vectorstore.cross_encoder import MOST_TOKENS, answer_places
from vectorstore.finding.search import SearchRequest, search
from vectorstore.language.sentences import sentence_spans
from vectorstore.models import BGE_SMALL, model_folder
from vectorstore.passage import Span

from .figures import options
from .torch_network import Network

QUESTIONS = Path(__file__).parent / "reader_questions.jsonl"
_EPOCHS = 4
_OF_A_STEP = 12  # questions
_WRONG = 5  # statements of a question and step
_FEWEST = 3  # of them that a question must have
_BEST = 16  # statements that wrong ones are drawn from
_SAME = 0.55  # share of words with a right one above which a statement may answer, too
_SHORT = 6  # words of an answer that answers wherever it stands
_RATE, _WARM, _DECAY = 3e-3, 0.06, 0.01
_OF_ENDS = 0.5  # weight of the loss for an answer's ends; that for none half as much again
_TOGETHER = 24  # pairs of similar length
_SAID = 20  # steps


@dataclass(frozen=True, slots=True)
class Text:
    """A statement behind its headline, and where in it the words stand that answer; None where none are marked."""

    text: str
    answer: Span | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the statements that answer it, and those that look as if they did."""

    question: str
    right: Sequence[Text]
    wrong: Sequence[Text]


class Reader(nn.Module):
    """The network with the heads of a cross-encoder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.network = Network(folder / "model_quantized.onnx")
        self.dense, self.out, self.ends = nn.Linear(384, 384), nn.Linear(384, 1, bias=False), nn.Linear(384, 2)
        for weight in (self.out.weight, self.ends.weight, self.ends.bias):
            nn.init.zeros_(weight)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)

    def forward(self, pairs: Sequence[tuple[str, str]]) -> tuple[Tensor, Sequence[Tensor], Sequence[Encoding]]:
        """The score of each pair, shape (pairs,); of each pair the scores of its tokens for first and last of the
        answer, shape (tokens, 2); its tokens."""
        texts = self._tokenizer.encode_batch(list(pairs))
        order = sorted(range(len(texts)), key=lambda place: len(texts[place].ids))
        scores: dict[int, Tensor] = {}
        ends: dict[int, Tensor] = {}
        for start in range(0, len(order), _TOGETHER):
            places = order[start : start + _TOGETHER]
            states = self.network(*_padded([texts[place] for place in places]))
            scores |= zip(places, self.out(torch.tanh(self.dense(states[:, 0]))).squeeze(-1), strict=True)
            ends |= zip(places, self.ends(states), strict=True)
        everyone = range(len(texts))
        return torch.stack([scores[place] for place in everyone]), [ends[place] for place in everyone], texts

    def write(self, file: Path) -> None:
        """The fitted numbers by name, in half precision."""
        heads = {"head.dense": self.dense, "head.out": self.out, "head.ends": self.ends}
        numbers = {
            **self.network.named_vectors(),
            **{f"{name}.{kind}": values for name, head in heads.items() for kind, values in head.named_parameters()},
        }
        np.savez_compressed(
            file, **{name: values.detach().numpy().astype(np.float16) for name, values in numbers.items()}
        )


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
    """The questions with the statements that a data folder's articles have for them; follow-ups also as asked."""
    program = Program(read_settings(os.environ, Path(".env"), data))
    engine = ExtractiveEngine(program.store, program.reader)
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    earlier = {(one["article"], one["question"]): one["at"] for one in lines}
    for asked in lines:
        stored = program.store.archive.get(asked["article"])
        if stored is None:
            raise SystemExit(f"{data} lacks the article {asked['article']}: load the development data first.")
        sentences = [Quoted(stored, span) for span in sentence_spans(stored.article.text)]
        meant = meaning(events.Question(asked["question"]), engine, engine, program.store.archive, {})
        evidence = search(program.store, meant.request(SearchRequest("")), EVIDENCE).evidence
        form = meant.understood
        found = described(program.store, program.reader, form, wish(form.question), reports(evidence)[:WINDOWS], read=0)
        right = [one for one in sentences if one.span.start in asked["at"]]
        marked = Span(*asked["answer"]) if "answer" in asked else None
        wrong = [one for one in (one.quoted for one, _ in found[:_BEST]) if not _may_answer(one, right, marked)]
        if len(wrong) < _FEWEST:
            continue
        texts = [_text(one, marked) for one in right]
        yield Example(form.question, texts, [_text(one) for one in wrong])
        if after := asked.get("after"):
            told = [one for one in sentences if one.span.start in earlier[stored.article.id, after]]
            told = [one for one in told if not _may_answer(one, right, marked)][:1]
            yield Example(asked["follow_up"], texts, [_text(one) for one in (*told, *wrong)])


def _text(quoted: Quoted, marked: Span | None = None) -> Text:
    """`marked` is where the answer stands in the article, maybe in another sentence."""
    text = in_context(quoted)
    if marked is None or not quoted.span.start <= marked.start < marked.end <= quoted.span.end:
        return Text(text)
    before = len(text) - len(quoted.text) - quoted.span.start
    return Text(text, Span(marked.start + before, marked.end + before))


def _may_answer(quoted: Quoted, right: Sequence[Quoted], marked: Span | None) -> bool:
    """Whether a statement says much the same as a right one, or holds the answer."""
    words = _words(quoted.text)
    if any(_shared(words, _words(one.text)) >= _SAME for one in right):
        return True
    answer = right[0].stored.article.text[marked.start : marked.end].lower() if marked and right else ""
    held = rf"(?<!\w){re.escape(answer)}(?!\w)"
    return 0 < len(answer.split()) <= _SHORT and re.search(held, quoted.text.lower()) is not None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.lower().split())


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def fit(reader: Reader, learnt: Sequence[Example]) -> None:
    """AdamW (Loshchilov and Hutter 2019); the rate rises, then falls to nothing."""
    draw, order = random.Random(0), list(learnt)
    fitted = list(reader.parameters())
    steps = _EPOCHS * (len(order) // _OF_A_STEP)
    optimizer = torch.optim.AdamW(fitted, lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min((at + 1) / (_WARM * steps + 1), 1 - at / steps))
    told: list[tuple[float, float]] = []
    for _ in range(_EPOCHS):
        draw.shuffle(order)
        for start in range(0, len(order) - _OF_A_STEP + 1, _OF_A_STEP):
            some = order[start : start + _OF_A_STEP]
            lists = [[draw.choice(one.right), *draw.sample(one.wrong, min(_WRONG, len(one.wrong)))] for one in some]
            losses = _losses(reader, [one.question for one in some], lists)
            optimizer.zero_grad()
            (losses[0] + _OF_ENDS * losses[1]).backward()
            nn.utils.clip_grad_norm_(fitted, 1.0)
            optimizer.step()
            rate.step()
            told.append((losses[0].item(), losses[1].item()))
            if len(told) % _SAID == 0:
                right, ends = np.mean(told[-_SAID:], axis=0)
                print(f"step {len(told)} of {steps}: {right:.3f} nats, ends {ends:.3f}", flush=True)


def _losses(reader: Reader, questions: Sequence[str], lists: Sequence[Sequence[Text]]) -> tuple[Tensor, Tensor]:
    """The mean loss of the right statement, first of each list, among the others; and of the answers' ends."""
    scores, ends, tokens = reader(
        [(question, one.text) for question, several in zip(questions, lists, strict=True) for one in several]
    )
    right = [-torch.log_softmax(some, 0)[0] for some in scores.split([len(several) for several in lists])]
    marked, none = [], []
    texts = [(one, one is several[0]) for several in lists for one in several]
    for (text, is_right), odds, cut in zip(texts, ends, tokens, strict=True):
        if text.answer or not is_right:
            (marked if is_right else none).append(_of_ends(text.answer, odds, cut))
    return torch.stack(right).mean(), sum(marked) / len(lists) + sum(none) / len(none) / 2


def _of_ends(answer: Span | None, ends: Tensor, tokens: Encoding) -> Tensor:
    """The loss of the first and the last token of an answer, or of none where there is none or it was cut off."""
    places = [0, *answer_places(tokens)]
    odds = torch.log_softmax(ends[places], 0)
    inside = [
        number
        for number, (start, end) in enumerate(tokens.offsets[place] for place in places)
        if number and answer and start < answer.end and end > answer.start
    ]
    first, last = (inside[0], inside[-1]) if inside else (0, 0)
    return -(odds[first, 0] + odds[last, 1]) / 2


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
