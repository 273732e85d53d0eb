"""Questions with a name spelled otherwise: what a reader types who has only heard it.

One name of a question, drawn at random with a fixed seed, is changed in one place by one of the ways in which
transcriptions of names differ.
"""

import random
import re

_NAME = re.compile(r"(?<=[\w,’'] )[A-Z][a-z]{4,}\b")  # not the first word
_WAYS = (
    (r"y$", "iy"),
    (r"ie", "y"),
    (r"([bdfglmnprst])\1", r"\1"),
    (r"(?<=[aeiou])([bdlmnprt])(?=[aeiou])", r"\1\1"),
    (r"ph", "f"),
    (r"(?<=.)k", "q"),
    (r"(?<=.)c(?=[aou])", "k"),
    (r"(?<=.)e(?=[bcdfglmnprstvz])", "i"),
    (r"(?<=.)o(?=[bcdfglmnprstvz])", "u"),
    (r"(?<=.)a(?=[bcdfglmnprstvz])", "e"),
    (r"sh", "sch"),
    (r"w", "v"),
    (r"(?<=.)i(?=.)", "y"),
)


def respelled(question: str) -> str | None:
    """The question with one name spelled otherwise; None where there is none to change."""
    drawn = random.Random(question)
    names, ways = list(_NAME.finditer(question)), list(_WAYS)
    drawn.shuffle(names)
    for name in names:
        drawn.shuffle(ways)
        for way, other in ways:
            changed = re.sub(way, other, name[0], count=1)
            if changed != name[0]:
                return question[: name.start()] + changed + question[name.end() :]
    return None
