"""How often the verifier is wrong: true paraphrases lost, and mutants let through, by kind.

    python -m tests.benchmarks.verifier [--paraphrases tests/data/paraphrases.jsonl] [--show]
    python -m tests.benchmarks.verifier --claims $NEWS_DEV_DATA/verify/summedits-news.jsonl
    python -m tests.benchmarks.verifier --verbatim $NEWS_DEV_DATA/realtimeqa/articles.jsonl [--sentences 3000]
    python -m tests.benchmarks.verifier --free $NEWS_DEV_DATA/realtimeqa/articles.jsonl
    python -m tests.benchmarks.verifier --summaries $NEWS_DEV_DATA/realtimeqa/articles.jsonl

`--claims` prints the balanced accuracy on claims with `supported` and `edit_types`, whole and for each half (by a hash
of `id`). `--verbatim` checks sentences of articles against the passage that they stand in, with what an extractive
answer adds to them in parentheses. `--free` checks `free_claims.jsonl` against whole articles: free paraphrases, far
from the articles' words, that were written for this project while reading them, and each with one small change.
`--summaries` does so with `summary_claims.jsonl`, also written for it: sentences that each sum up facts from several
places of an article, in three wordings, and with four small changes.
"""

import argparse
import hashlib
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.engines.telling import closed
from bot.referents import with_referent
from bot.verify.check import verify
from vectorstore.article import Article, StoredArticle
from vectorstore.language.dates import day_of, with_dates
from vectorstore.language.sentences import is_statement, sentence_spans
from vectorstore.passage import cut_passages

ROOT = Path(__file__).parents[2]
FREE_CLAIMS = Path(__file__).parent / "free_claims.jsonl"
SUMMARY_CLAIMS = Path(__file__).parent / "summary_claims.jsonl"

Case = tuple[str, str, str, str | None]  # what it is, claim, passage, published


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paraphrases", type=Path, default=ROOT / "tests/data/paraphrases.jsonl")
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--verbatim", type=Path)
    parser.add_argument("--free", type=Path)
    parser.add_argument("--summaries", type=Path)
    parser.add_argument("--sentences", type=int, default=3_000)
    parser.add_argument("--show", action="store_true", help="print every case that came out wrong")
    given = parser.parse_args()
    started = time.perf_counter()
    if given.claims:
        count = report_claims(rows(given.claims))
    elif given.verbatim:
        count = report_errors(list(verbatim(rows(given.verbatim), given.sentences)), given.show)
    elif given.free:
        count = report_errors(list(of_articles(rows(FREE_CLAIMS), rows(given.free))), given.show)
    elif given.summaries:
        count = report_errors(list(of_articles(rows(SUMMARY_CLAIMS), rows(given.summaries))), given.show)
    else:
        count = report_errors(list(cases(rows(given.paraphrases))), given.show)
    print(f"{count} claims, {1000 * (time.perf_counter() - started) / count:.1f} ms each")


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def cases(paraphrases: list[dict[str, Any]]) -> Iterator[Case]:
    """Each paraphrase, its mutants, and the paraphrase with the passage of the next story."""
    passages = list(dict.fromkeys((row["passage"], row["published"]) for row in paraphrases))
    for row in paraphrases:
        here = (row["passage"], row["published"])
        yield ("true", row["claim"], *here)
        for kind, mutant in row["mutants"].items():
            yield (kind, mutant, *here)
        yield ("swapped citation", row["claim"], *passages[(passages.index(here) + 1) % len(passages)])


def of_articles(claims: list[dict[str, Any]], articles: list[dict[str, Any]]) -> Iterator[Case]:
    """Each claim with its article."""
    found = {row["id"]: row for row in articles}
    for row in claims:
        article = found[row["article"]]
        yield row["kind"], row["claim"], article["text"], article["published"]


def verbatim(articles: list[dict[str, Any]], sentences: int) -> Iterator[Case]:
    """Sentences of articles drawn at random, as an extractive answer says them."""
    drawn = random.Random(1)
    while sentences:
        row = drawn.choice(articles)
        article = Article(str(row.get("id")), row["text"], published=row.get("published"))
        passages = cut_passages(StoredArticle(article, 1, ""), sentence_spans(article.text), 120)
        if not passages:
            continue
        passage = drawn.choice(passages)
        said = [article.text[span.start : span.end] for span in passage.sentences]
        at = drawn.randrange(len(said))
        if is_statement(said[at]):
            sentences -= 1
            words = with_referent(said[at], said[at - 1] if at else "", article.text)
            claim = with_dates(closed(words), day_of(article.published))
            yield "true", claim, article.text[passage.start : passage.end], article.published


def errors(found: Iterable[Case]) -> tuple[Counter[str], Counter[str], list[str]]:
    """How many cases of each kind there are, how many came out wrong, and these in words."""
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    shown = []
    for kind, claim, passage, published in found:
        verdict = verify(claim, passage, published)
        total[kind] += 1
        if verdict.supported != (kind == "true"):
            wrong[kind] += 1
            shown.append(f"{kind}: {claim} → {verdict}")
    return total, wrong, shown


def report_errors(found: list[Case], show: bool) -> int:
    total, wrong, shown = errors(found)
    print("\n".join(shown) + "\n" if show else "", end="")
    for kind in total:
        said = "lost" if kind == "true" else "let through"
        print(f"{kind:17} {wrong[kind]:4} of {total[kind]:5} {said} ({wrong[kind] / total[kind]:.1%})")
    mutants = total.total() - total["true"]
    if mutants:
        print(f"{'all mutants':17} {wrong.total() - wrong['true']:4} of {mutants:5} let through")
    return total.total()


def report_claims(claims: list[dict[str, Any]]) -> int:
    halves: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for row in claims:
        half = hashlib.sha256(row["id"].encode()).digest()[0] % 2
        result = (row["supported"], verify(row["claim"], row["passage"], row.get("published")).supported)
        for name in ("all", f"half {half}", *row["edit_types"]):
            halves[name].append(result)
    for name, results in sorted(halves.items()):
        kept = [came for gold, came in results if gold]
        caught = [not came for gold, came in results if not gold]
        rates = [sum(some) / len(some) for some in (kept, caught) if some]
        print(f"{name:28} {len(results):4}  " + "  ".join(f"{rate:.3f}" for rate in [*rates, sum(rates) / len(rates)]))
    print("columns: claims; supported kept, unsupported caught, balanced accuracy (an edit type has the second only)")
    return len(claims)


if __name__ == "__main__":
    main()
