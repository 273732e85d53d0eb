"""Irregular forms of English words, which a stemmer does not bring together: "did … take", "took", "has taken"."""

from collections.abc import Mapping, Sequence

_IRREGULAR = (
    "arose arise|awoke awake|ate eat eaten|beat beaten|became become|began begin begun|bent bend|bit bite|bled"
    " bleed|blew blow blown|born bear bore borne|bound bind|bought buy|bred breed|broke break broken|brought"
    " bring|built build|burnt burn|came come|caught catch|chose choose chosen|clung cling|crept creep|dealt"
    " deal|died die|dove dive|drank drink drunk|drawn draw drew|driven drive drove|dug dig|fallen fall fell|fed"
    " feed|felt feel|fled flee|flew fly flown|forbade forbid|forgave forgive|forgot forget forgotten|fought"
    " fight|found find|froze freeze frozen|gave give given|gone go went|got get gotten|grew grow grown|heard"
    " hear|held hold|hid hide hidden|hung hang|kept keep|knew know known|laid lay|leapt leap|led lead|left"
    " leave|lent lend|lit light|lost lose|made make|meant mean|met meet|overtook overtake|paid pay|proven"
    " prove|ran run|rang ring|ridden ride rode|risen rise rose|sang sing|sank sink sunk|sat sit|sawn saw|saw see"
    " seen|seen see|sent send|shaken shake shook|shone shine|shot shoot|shown show|shrank shrink|slain slay|slept"
    " sleep|slid slide|sold sell|sought seek|spoke speak spoken|spent spend|spun spin|stole steal stolen|stood"
    " stand|stricken strike struck|strove strive|stuck stick|stung sting|swam swim|swept sweep|swore swear"
    " sworn|swung swing|taken take took|taught teach|thought think|threw throw thrown|told tell|tore tear"
    " torn|understood understand|undertook undertake|underwent undergo|upheld uphold|withdrew withdraw|withdrawn"
    " withdraw|withheld withhold|woke wake|won win|wore wear worn|wound wind|wrote write written|fewer few|men"
    " man|women woman|children child|people person|lives life|wives wife|better good|best good|worse bad|worst bad"
)
# Forms of these are as often other words, or names: "the wound", "in the wake", "who founded", "Drew".
_AMBIGUOUS = frozenset(
    "bad bear bind bite dive draw feed few find good lay leap life light person saw see slay sting wake wind".split()
)


def _bases() -> dict[str, str]:
    found: dict[str, str] = {}
    for forms in (entry.split() for entry in _IRREGULAR.split("|")):
        found |= dict.fromkeys(forms, forms[1])
    return found


def _groups(bases: Mapping[str, str]) -> list[tuple[str, ...]]:
    by_base: dict[str, list[str]] = {}
    for form, base in bases.items():
        by_base.setdefault(base, [base]).append(form)
    return [tuple(dict.fromkeys(forms)) for base, forms in by_base.items() if base not in _AMBIGUOUS]


BASE: Mapping[str, str] = _bases()
"""An irregular form → the base form."""

FORMS: Sequence[tuple[str, ...]] = _groups(BASE)
"""The forms of each word whose forms are hardly ever another word's, the base form first."""
