"""What a passage becomes in the word index: its words, and the names and definitions that it has."""

import re
from collections.abc import Iterator

from vectorstore.language.abbreviations import definitions
from vectorstore.language.stems import folded, one_word_each
from vectorstore.language.wordings import keys, sound

# A name of one or more words, within a line.
_NAME = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?:[ -][A-ZÀ-Þ][^\W\d_]+)*")


def fields(text: str) -> Iterator[tuple[str, str]]:
    """The fields of a passage and their values; `text` is what is indexed, headline and source in its first line."""
    yield "text", one_word_each(text)
    names = dict.fromkeys(_NAME.findall(text.partition("\n")[2]))
    yield from (("name", name) for name in names)
    said = {sound(folded(word)) for word in re.findall(r"\w{4,}", " ".join(names))}
    yield from (("sound", one) for one in said)
    for one in definitions(text):
        yield "definition", f"{one.short}\t{one.long}"
        yield from (("key", key) for key in keys(one.short, one.long))
