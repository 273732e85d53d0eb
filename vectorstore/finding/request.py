"""What is searched for: the one value that the chain, the search and the reader's view of it share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched: a self-contained query, and the filters a reader sees.

    `asked` is what the sentences of passages are compared with, where the query also has words of a conversation.
    `since` and `until` are ISO days, inclusive; `as_of` is a day or a date-time. `latest` prefers what is new, `broad`
    wants many articles rather than many passages of one.
    """

    query: str
    since: str | None = None
    until: str | None = None
    outlets: tuple[str, ...] = ()
    as_of: str | None = None
    latest: bool = False
    broad: bool = False
    asked: str | None = None

    @property
    def filtered(self) -> bool:
        """Whether anything is kept out."""
        return bool(self.since or self.until or self.outlets or self.as_of)
