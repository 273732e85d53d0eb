"""What the articles of a run are called: evidence names them by id alone, citations say headline and address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.evaluation.faults import Result


@dataclass(frozen=True, slots=True)
class Names:
    """Headlines, with their outlet, and ids by address, of all articles that a run cites."""

    titles: Mapping[str, str]
    ids: Mapping[str, str]

    def title(self, article: str | None) -> str:
        """Outlet and headline, where the run cites the article anywhere."""
        return self.titles.get(article or "", "")

    def article(self, gold: Mapping[str, Any]) -> str | None:
        """The id of a gold article; None where only its address is known and the run cites it nowhere."""
        return gold.get("article_id") or self.ids.get(gold.get("url") or "")


def names(results: Iterable[Result]) -> Names:
    """What the citations and the nearest quotations of all results say."""
    titles: dict[str, str] = {}
    ids: dict[str, str] = {}
    for result in results:
        for row in [*(result.get("citations") or ()), *((result.get("declined") or {}).get("nearest") or ())]:
            titles[row["article_id"]] = ": ".join(filter(None, [row.get("outlet"), row.get("title")]))
            if row.get("url"):
                ids[row["url"]] = row["article_id"]
    return Names(titles, ids)
