"""How a text gives orders to a model: the kinds of them, each with the patterns that find it.

A kind is looked for only where one of its words stands in the text, and then its sign: most news has none, and that is
seen sooner than the patterns would. Both are looked for in small letters, behind a line end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.passage import Span

_OUTPUT = r"(?:response|repl(?:y|ies)|answers?|output|completion)"
_YOUR_OUTPUT = rf"your\s+(?:\w+\s+){{0,2}}{_OUTPUT}\b"
_MODEL = (
    r"(?:Dateline|summari[sz]er|automat(?:ed|ic)\s+(?:\w+\s+)?(?:tool|system|summar\w+|reader)"
    r"|(?:AI|A\.I\.)\s+(?:reader|system|tool|agent|bot|summar\w+)|AI|A\.I\.|LLM|(?:large\s+)?language\s+model"
    r"|chat\s?bot|chat\s?gpt|(?:AI\s+)?assistant)s?"
)
_SAYS = r"(?:report|say|state|conclude|mention|answer|respond|reply|include|tell|write|repeat|claim|assert)"
_TOLD = r"(?:instructions?|prompts?|rules|guidelines|directions|directives|orders|commands|context|text|messages?)"
_PASSING = r"(?:previous|prior|earlier|above|preceding|foregoing|former|system|original|initial|other)"
_OPENING = r"[\s“\"'‘(*>#-]{0,9}(?:(?:please|now|then|also|first|and|instead|you\s+must|always)[,:]?\s+){0,20}"
_OPENS = rf"(?:^|(?<=[.!?:;…])|(?<=[.!?:;…][\s”\"’)])){_OPENING}"
_OPENED = rf"[.!?:;…\n][\s”\"’)]?{_OPENING}"  # found far sooner, for it begins with a letter of few
_WRITING = (
    r"(?:write|draft|compose|generate|produce|create|craft|provide|translate|summari[sz]e|paraphrase|rewrite|print"
    r"|output|repeat|recite|display)"
)
_SAYING = r"(?:say|state|claim|assert|answer|reply|respond|report|conclude|mention|write|insist)"
_TELLING = r"(?:tell|inform|assure|convince|persuade|advise|urge|ask|direct|encourage|remind|invite|send)"
_WRITTEN = (
    r"(?:essay|poem|haiku|limerick|song|story|letter|speech|paragraph|sentences?|code|function|script|e-?mail|summary"
    r"|headline|joke|review|following|word\s+for\s+word|translation)"
)


# Letters of other alphabets that pass for Latin ones, and Latin ones that only a pattern without case takes for others.
_FOREIGN = "АВЕІКМНОРСТУХаеіорсухјѕΑΒΕΙΚΜΝΟΡΤΥΧοſıİ\N{KELVIN SIGN}"
_LATIN = "ABEIKMHOPCTYXaeiopcyxjsABEIKMNOPTYXosiIK"
_LOOKALIKES = str.maketrans(_FOREIGN, _LATIN)
_LOOKALIKE = re.compile(f"[{_FOREIGN}]")


@dataclass(frozen=True, slots=True)
class _Kind:
    words: tuple[str, ...]
    sign: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]

    def may_stand_in(self, low: str) -> bool:
        return any(word in low for word in self.words) and self.sign.search(low) is not None


def _kind(words: str, sign: str, *patterns: str) -> _Kind:
    compiled = (re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in patterns)
    return _Kind(tuple(words.split()), re.compile(sign), tuple(compiled))


_KINDS = (
    # What it was told is to be forgotten.
    _kind(
        "ignor disregard forget overrid bypass discard follow obey",
        r"ignor|disregard|forget|overrid|bypass|discard|[tp]\s+(?:follow|obey)",
        rf"\b(?:ignor|disregard|forget|overrid|bypass|discard|(?:do\s+not|don[’']t|stop)\s+(?:follow|obey))(?:e|ing)?\s+"
        rf"(?:(?:all|any|every|each|of|the|your|these|those|my|our)\s+){{0,4}}(?:{_PASSING}\s+(?:\w+\s+)?{_TOLD}"
        rf"|(?:your|system)\s+(?:\w+\s+)?{_TOLD}|{_TOLD}\s+(?:above|before|you\b)|what\s+you\s+(?:were|have\s+been|are)\s+\w+"
        r"|(?:everything|anything|all)\s+(?:above|before|that\s+(?:came|was|stands)|you\b))",
    ),
    # What it must do.
    _kind(
        "from",
        r"from\s+(?:now|here|this\s+point)\s+on",
        r"\bfrom\s+(?:now|here|this\s+point)\s+on(?:wards?)?,?\s+(?:you|(?:only\s+|always\s+)?(?:answer|respond|reply|say|write))\b",
    ),
    # The same.
    _kind(
        "you",
        r"you\s+(?:must|shall|should|will|have\s+to|need\s+to)\s",
        r"\byou\s+(?:must|shall|should|will|have\s+to|need\s+to)\s+(?:now\s+|only\s+|always\s+|never\s+|not\s+)?"
        r"(?:respond|reply|output|(?:answer|say|write|tell|state|mention)\s+(?:only|that|with|the\s+(?:user|reader)|in\b))",
    ),
    # What it is to write, or to say.
    _kind(
        "e",
        rf"{_OPENED}(?:{_WRITING}|{_SAYING}|{_TELLING})\s",
        rf"{_OPENS}(?:{_WRITING}\s+(?:\w+[\s-]+){{0,6}}?{_WRITTEN}\b"
        rf"|{_SAYING}\s+"
        r"(?:(?:only|exactly|just|simply|instead|truthfully)[,\s]+)*(?:that|with|as\s+if|in|:|“|\"|nothing\s+but)"
        rf"|{_TELLING}\s+"
        r"(?:(?:the|all|your|any|every)\s+)?(?:users?|readers?|whoever\s+asks?|anyone\s+who\s+asks?)\b)",
    ),
    # It is told who it is, or what a model must do.
    _kind(
        "dateline summari automat ai a.i llm language chat assistant",
        r"ais?(?<!\wai)(?<!\wais)\b|a\.i\.|dateline|summari[sz]er|automat(?:ed|ic)\s|llm|language\s+model|chat\s?bot|chat\s?gpt"
        r"|assistant",
        rf"\byou\s+are\s+(?:now\s+|no\s+longer\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){{0,3}}{_MODEL}\b(?!\s+(?!(?:that|who|which|and|for|of|to|in|with|now|whose)\b)\w)",
        rf"\b(?:dear|attention|note\s+(?:to|for)|(?:instructions?|message|notice|warning)\s+(?:to|for))[,:]?\s+"
        rf"(?:all\s+|any\s+|the\s+)?{_MODEL}\b",
        rf"\b(?:if|when|whenever)\s+(?:you\s+are\s+|you[’']re\s+|an?\s+|the\s+)?{_MODEL}\s+(?:is|are|reads?|summari[sz]es?"
        rf"|processes|answers?|reading|summari[sz]ing|processing|answering)\b",
        rf"\b{_MODEL}\s+(?:must|should|shall|(?:are|is)\s+(?:required|instructed|asked|told)\s+to)\s+(?:\w+ly\s+)?{_SAYS}\b",
        rf"\bto\s+(?:all|any|every|each|the)\s+{_MODEL}\s*:",
        rf"{_OPENS}{_MODEL}\s*(?:[:!]|,\s+(?:please|you|do|ignore|say|write|answer|respond|reply|tell|include|add)\b)",
    ),
    # It is told in the form of its own messages.
    _kind(
        "prompt inst] <| sys>> : >",
        r"prompt|inst\]|<\||sys>>|(?:system|assistant|developer|instructions?)(?:\s+(?:message|prompt|note|override))?\s*[:>]",
        rf"{_OPENS}(?:system|developer)(?:\s+(?:message|prompt|note|override))?\s*:",
        r"\b(?:system|developer|hidden|secret)\s+prompt\b",
        r"<\|\w{1,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|instructions?|assistant)>"
        r"|(?:^[^\S\n]{0,9}|#{2,6}[^\S\n]{0,3})(?:system|assistant|developer|instructions?)(?:\s+(?:message|prompt|note|override))?\s*:",
    ),
    # It is told its task.
    _kind(
        "your",
        r"your\s+(?:new|only|real|true|actual|next|first)\s",
        r"\byour\s+(?:new|only|real|true|actual|next|first)\s+(?:task|job|instructions?|goal|objective|orders?|purpose)\s+"
        r"(?:is|are|will)\b",
    ),
    # What is to be said to whoever asks.
    _kind(
        "quest answer respons repl summar asked",
        r"[ylh]\s+(?:quest|answer|respons|repl(?:y|ies)|summar)|(?:when|whenever|if)\s+(?:you\s+are\s+|you[’']re\s+)?asked",
        rf"{_OPENS}(?:when|whenever|if)\s+(?:you\s+are\s+|you[’']re\s+)?asked\b[^.!?\n]{{0,120}}?,\s*(?:\w+ly\s+)?{_SAYS}\b",
        r"\b(?:correct|right|only|true|proper)\s+(?:answer|response|reply)\s+to\s+(?:any|all|every|each)\s+quest",
        r"\b(?:any|all|every|each)\s+(?:answers?|responses?|repl(?:y|ies)|summar(?:y|ies))\s+(?:about|on|to|of|regarding)\b"
        r"[^.!?\n]{0,120}?\b(?:must|should|shall|mentions?|omits?|includes?|is\s+wrong|are\s+wrong)\b",
    ),
    # It is to forget, in the neighbours' languages.
    _kind(
        "instruc instruç istruzioni consignes anweisungen",
        "instruc|instruç|istruzioni|consignes|anweisungen",
        r"\b(?:ignorez|oubliez|ignorieren?\s+sie|ignoriere|vergiss|ignora|ignorad|ignore\s+todas|olvida|ignorate|dimentica"
        r"|negeer|ignorem)\s+[^.!?\n]{0,40}?\b(?:instructions?|consignes|anweisungen|instrucciones|istruzioni|instruções"
        r"|instructies)\b",
    ),
    # What its answer is to be like.
    _kind(
        "your",
        _YOUR_OUTPUT[:-2],
        rf"{_OPENS}[a-z]+\s+(?:up\s+)?{_YOUR_OUTPUT}",
        rf"{_OPENS}(?!(?:what|how|why|who|that|this|it|we|i|he|she|they)\b)[a-z]+\s+[^.!?\n]{{0,160}}?\b(?:in|into|to|of|with|from|for|throughout|after|before|using)\s+{_YOUR_OUTPUT}",
        rf"\b(?:in|for|throughout)\s+{_YOUR_OUTPUT},?\s+(?:please\s+)?(?:\w+ly\s+)?[a-z]+\b",
        rf"\b{_YOUR_OUTPUT[:-2]}(?:\W?s)?\s+(?:words|letters|sentences|vowels)\b",
    ),
)


def orders(text: str) -> Iterator[Span]:
    """Where a text gives orders to a model, in no order; spans may overlap."""
    text = text.translate(_LOOKALIKES) if _LOOKALIKE.search(text) else text
    low = f"\n{text.lower()}"
    patterns = (pattern for kind in _KINDS if kind.may_stand_in(low) for pattern in kind.patterns)
    return (Span(*found.span()) for pattern in patterns for found in pattern.finditer(text))
