"""Measures which articles are taken for copies: B-cubed on the labelled near-copies, and what folds among real ones.

    python -m tests.benchmarks.copies
    python -m tests.benchmarks.copies --articles $NEWS_DEV_DATA/realtimeqa/articles.jsonl

B-cubed precision, recall and F1 (Bagga and Baldwin 1998) over every article of a half; the thresholds were chosen on
the first one. `--articles` prints the groups among clean articles, one a line of JSON, and what comparing them takes.
"""

import argparse
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from vectorstore.archive import Archive
from vectorstore.article import Article
from vectorstore.copies import Copies, Group
from vectorstore.database import Database

from .near_copies import Labelled, labelled


def b_cubed(labels: Mapping[str, str], groups: Iterable[Sequence[str]]) -> tuple[float, float, float]:
    """Precision, recall and F1; an item in no group is a group of its own."""
    of = {item: frozenset(group) for group in groups for item in group}
    precision = recall = 0.0
    for item, label in labels.items():
        found = of.get(item, frozenset((item,)))
        gold = {other for other, theirs in labels.items() if theirs == label}
        precision += len(found & gold) / len(found)
        recall += len(found & gold) / len(gold)
    precision, recall = precision / len(labels), recall / len(labels)
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(items: Sequence[Labelled]) -> tuple[float, float, float]:
    """B-cubed of the groups that the archive makes of labelled articles."""
    groups, _ = grouped([one.article for one in items])
    labels = {one.article.id: one.group for one in items}
    return b_cubed(labels, [[one.article.id for one in group.carriers] for group in groups])


def grouped(articles: Iterable[Article]) -> tuple[list[Group], float]:
    """The groups among articles that are loaded in this order, and the CPU seconds that comparing took."""
    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "archive.sqlite3", 120, "none")
        archive, copies = Archive(database), Copies(database)
        with database.many_writes():
            for article in articles:
                archive.put(article)
            began = time.process_time()
            copies.read()
            took = time.process_time() - began
        return copies.groups([(one.article.id, one.version) for one in archive.articles()], None), took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, metavar="ARTICLES.jsonl", help="clean articles, one a line")
    given = parser.parse_args()
    if given.articles:
        report_groups(given.articles)
        return
    print("half      articles  groups  precision  recall     F1")
    for half in ("choosing", "held"):
        items = labelled(half)
        precision, recall, f1 = score(items)
        count = len({one.group for one in items})
        print(f"{half:8}  {len(items):8}  {count:6}  {precision:9.3f}  {recall:6.3f}  {f1:.3f}")


def report_groups(file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    articles = [
        Article(
            row["id"], row["text"], row["title"] or "", row["url"], (), row["published"], outlet=row["source"] or ""
        )
        for row in rows
    ]
    groups, took = grouped(articles)
    for group in groups:
        named = [(one.article.outlet, one.article.published, one.article.title) for one in group.carriers]
        print(json.dumps(named, ensure_ascii=False))
    print(f"{len(groups)} groups among {len(articles)} articles; {1000 * took / len(articles):.2f} ms of CPU each")


if __name__ == "__main__":
    main()
