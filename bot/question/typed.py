"""As people type: chat words are written out, and what is no part of a question is left away.

"k cool. btw whats mcdonalds upto lol" asks what a company is up to; articles have none of its other words. Only small
letters are changed: "UR" may be a name.
"""

import re

_VERBS = "are ca could did do does had has have is should was were wo would".split()
_WRITTEN_OUT = {
    **dict.fromkeys(("u", "ya"), "you"),
    "ur": "your",
    **dict.fromkeys(("ppl", "peeps"), "people"),
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    **dict.fromkeys(("rly", "rlly"), "really"),
    **dict.fromkeys(("cuz", "coz", "bc"), "because"),
    "til": "until",
    "thru": "through",
    "govt": "government",
    "dept": "department",
    "prez": "president",
    "uni": "university",
    "vid": "video",
    "vids": "videos",
    "pic": "picture",
    "pics": "pictures",
    "celeb": "celebrity",
    "celebs": "celebrities",
    "xmas": "Christmas",
    "bday": "birthday",
    "yr": "year",
    "yrs": "years",
    "im": "I'm",
    "ive": "I've",
    "whats": "what's",
    "whos": "who's",
    "wheres": "where's",
    "whens": "when's",
    "hows": "how's",
    "whys": "why's",
    "thats": "that's",
    "theres": "there's",
    "hes": "he's",
    "shes": "she's",
    "theyre": "they're",
    "theyve": "they've",
    "youre": "you're",
    **{f"{verb}nt": f"{verb}n't" for verb in _VERBS},
}
_LEFT_AWAY = frozenset(
    ("lol", "lmao", "haha", "omg", "wtf", "tho", "btw", "pls", "plz", "please", "xd", "smh", "tbh", "imo", "idk")
)
_WORD = re.compile(r"(?<![\w’'@#./-])[a-z]+(?![\w’'@/-])(?!\.\w)")
_WHAT = re.compile(r"\bwtf(?=\s+(?:is|are|was|were|do|does|did|has|happened)\b)")
_INTERJECTION = (
    r"(?:ok|okay|k|kk|right|cool|nice|great|good|sad|grim|wow|damn|jeez|huh|hmm+|oh|ah|aww?|ha|hey|hi|hello|gotcha"
    r"|got it|i see|fair enough|thanks|thank you|thx|cheers|ta|sure|yeah|yep|yes|nope|no|wait|interesting|amazing|awful"
    r"|crazy|wild|yikes|ouch|well|so|anyway|anyways|by the way|also)"
)
# Before a mark, or before a word that asks.
_OPENING = re.compile(
    rf"^(?:{_INTERJECTION}(?:\s+{_INTERJECTION})*\s*[,.!…;–—-]+\s*"
    r"|(?:ok|okay|k|oh|hey|well|wait|anyway)\s+(?=(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|has"
    r"|have|had|can|could|will|would|should|so|and|but)\b))+",
    re.IGNORECASE,
)


def written_out(question: str) -> str:
    """The question in plain words; unchanged where nothing would be left of it."""
    question = _WHAT.sub("what", question)
    words = _WORD.sub(lambda word: "" if word[0] in _LEFT_AWAY else _WRITTEN_OUT.get(word[0], word[0]), question)
    plain = re.sub(r"\s+(?=[?!.,;])|^[\s,.!;–—-]+", "", " ".join(words.split()))
    rest = _OPENING.sub("", plain)
    return next((text for text in (rest, plain) if re.search(r"\w{2}", text)), question)
