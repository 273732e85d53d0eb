"""Words of an article that give orders to a model, in place of telling the news.

Such a sentence, and what follows it in its paragraph, for that may be what it orders to be said, is kept and can be
read, but nothing is answered from it: no engine is told it, and no sentence of an answer may rest on it. An article
that quotes such orders as news is treated alike: telling the two apart is not worth being wrong.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vectorstore.passage import Evidence, Span

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
_OPENED = rf"[.!?:;…\n][\s”\"’)]?{_OPENING}"  # a sign of it: found far sooner, for it begins with a letter of few
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


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in patterns)


# Each kind is looked for only where a sign that it needs stands in the text, in small letters and behind a line end:
# most news has none, and seeing that takes a tenth of the time.
_FORGET = ("ignor", "disregard", "forget", "overrid", "bypass", "discard")
_NOT_OBEY = re.compile(r"[tp]\s+(?:follow|obey)")
_FORGETTING = _compiled(
    # what it was told is to be forgotten
    rf"\b(?:ignor|disregard|forget|overrid|bypass|discard|(?:do\s+not|don[’']t|stop)\s+(?:follow|obey))(?:e|ing)?\s+"
    rf"(?:(?:all|any|every|each|of|the|your|these|those|my|our)\s+){{0,4}}(?:{_PASSING}\s+(?:\w+\s+)?{_TOLD}"
    rf"|(?:your|system)\s+(?:\w+\s+)?{_TOLD}|{_TOLD}\s+(?:above|before|you\b)|what\s+you\s+(?:were|have\s+been|are)\s+\w+"
    r"|(?:everything|anything|all)\s+(?:above|before|that\s+(?:came|was|stands)|you\b))",
)
_FROM_NOW = re.compile(r"from\s+(?:now|here|this\s+point)\s+on")
_FROM_NOW_ON = _compiled(
    # what it must do
    r"\bfrom\s+(?:now|here|this\s+point)\s+on(?:wards?)?,?\s+(?:you|(?:only\s+|always\s+)?(?:answer|respond|reply|say|write))\b",
)
_YOU_MUST = re.compile(r"you\s+(?:must|shall|should|will|have\s+to|need\s+to)\s")
_WITH_YOU_MUST = _compiled(
    r"\byou\s+(?:must|shall|should|will|have\s+to|need\s+to)\s+(?:now\s+|only\s+|always\s+|never\s+|not\s+)?"
    r"(?:respond|reply|output|(?:answer|say|write|tell|state|mention)\s+(?:only|that|with|the\s+(?:user|reader)|in\b))",
)
_TO_DO = re.compile(rf"{_OPENED}(?:{_WRITING}|{_SAYING}|{_TELLING})\s")
_WITH_TO_DO = _compiled(
    # what it is to write, or to say
    rf"{_OPENS}(?:{_WRITING}\s+(?:\w+[\s-]+){{0,6}}?{_WRITTEN}\b"
    rf"|{_SAYING}\s+"
    r"(?:(?:only|exactly|just|simply|instead|truthfully)[,\s]+)*(?:that|with|as\s+if|in|:|“|\"|nothing\s+but)"
    rf"|{_TELLING}\s+"
    r"(?:(?:the|all|your|any|every)\s+)?(?:users?|readers?|whoever\s+asks?|anyone\s+who\s+asks?)\b)",
)
_MODELS = ("dateline", "summari", "automat", "a.i", "llm", "language", "chat", "assistant")
_AI = re.compile(r"ai(?<!\wai)s?\b")
_A_MODEL = re.compile(rf"\b{_MODEL}\b", re.IGNORECASE)
_WITH_MODEL = _compiled(
    # it is told who it is
    rf"\byou\s+are\s+(?:now\s+|no\s+longer\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){{0,3}}{_MODEL}\b(?!\s+(?!(?:that|who|which|and|for|of|to|in|with|now|whose)\b)\w)",
    rf"\b(?:dear|attention|note\s+(?:to|for)|(?:instructions?|message|notice|warning)\s+(?:to|for))[,:]?\s+"
    rf"(?:all\s+|any\s+|the\s+)?{_MODEL}\b",
    rf"\b(?:if|when|whenever)\s+(?:you\s+are\s+|you[’']re\s+|an?\s+|the\s+)?{_MODEL}\s+(?:is|are|reads?|summari[sz]es?"
    rf"|processes|answers?|reading|summari[sz]ing|processing|answering)\b",
    # what it must say
    rf"\b{_MODEL}\s+(?:must|should|shall|(?:are|is)\s+(?:required|instructed|asked|told)\s+to)\s+(?:\w+ly\s+)?{_SAYS}\b",
    rf"\bto\s+(?:all|any|every|each|the)\s+{_MODEL}\s*:",
    rf"{_OPENS}{_MODEL}\s*(?:[:!]|,\s+(?:please|you|do|ignore|say|write|answer|respond|reply|tell|include|add)\b)",
)
_SYSTEM = ("prompt", "inst]", "<|", "sys>>")
_ROLE = re.compile(r"(?:system|assistant|developer|instructions?)(?:\s+(?:message|prompt|note|override))?\s*[:>]")
_WITH_SYSTEM = _compiled(
    rf"{_OPENS}(?:system|developer)(?:\s+(?:message|prompt|note|override))?\s*:",
    r"\b(?:system|developer|hidden|secret)\s+prompt\b",
    r"<\|\w{1,20}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|instructions?|assistant)>"
    r"|(?:^[^\S\n]{0,9}|#{2,6}[^\S\n]{0,3})(?:system|assistant|developer|instructions?)(?:\s+(?:message|prompt|note|override))?\s*:",
)
_YOUR_NEW = re.compile(r"your\s+(?:new|only|real|true|actual|next|first)\s")
_YOUR_TASK = _compiled(
    r"\byour\s+(?:new|only|real|true|actual|next|first)\s+(?:task|job|instructions?|goal|objective|orders?|purpose)\s+"
    r"(?:is|are|will)\b",
)
_ANSWERS = re.compile(r"[ylh]\s+(?:quest|answer|respons|repl(?:y|ies)|summar)")  # any, all, every, each
_IF_ASKED = re.compile(r"(?:when|whenever|if)\s+(?:you\s+are\s+|you[’']re\s+)?asked")
_WITH_ANSWERS = _compiled(
    # what is to be said to whoever asks
    rf"{_OPENS}(?:when|whenever|if)\s+(?:you\s+are\s+|you[’']re\s+)?asked\b[^.!?\n]{{0,120}}?,\s*(?:\w+ly\s+)?{_SAYS}\b",
    r"\b(?:correct|right|only|true|proper)\s+(?:answer|response|reply)\s+to\s+(?:any|all|every|each)\s+quest",
    r"\b(?:any|all|every|each)\s+(?:answers?|responses?|repl(?:y|ies)|summar(?:y|ies))\s+(?:about|on|to|of|regarding)\b"
    r"[^.!?\n]{0,120}?\b(?:must|should|shall|mentions?|omits?|includes?|is\s+wrong|are\s+wrong)\b",
)
# The same in the neighbours' languages.
_TOLD_ELSEWHERE = ("instruc", "instruç", "istruzioni", "consignes", "anweisungen")
_IN_OTHER_LANGUAGES = _compiled(
    r"\b(?:ignorez|oubliez|ignorieren?\s+sie|ignoriere|vergiss|ignora|ignorad|ignore\s+todas|olvida|ignorate|dimentica"
    r"|negeer|ignorem)\s+[^.!?\n]{0,40}?\b(?:instructions?|consignes|anweisungen|instrucciones|istruzioni|instruções"
    r"|instructies)\b",
)
# Letters of other alphabets that pass for Latin ones, and Latin ones that only a pattern without case takes for others.
_FOREIGN = "АВЕІКМНОРСТУХаеіорсухјѕΑΒΕΙΚΜΝΟΡΤΥΧοſıİ\N{KELVIN SIGN}"
_LATIN = "ABEIKMHOPCTYXaeiopcyxjsABEIKMNOPTYXosiIK"
_LOOKALIKES = str.maketrans(_FOREIGN, _LATIN)
_LOOKALIKE = re.compile(f"[{_FOREIGN}]")
_AN_OUTPUT = re.compile(_YOUR_OUTPUT[:-2])
_WITH_YOUR_OUTPUT = _compiled(
    # what its answer is to be like
    rf"{_OPENS}[a-z]+\s+(?:up\s+)?{_YOUR_OUTPUT}",
    rf"{_OPENS}(?!(?:what|how|why|who|that|this|it|we|i|he|she|they)\b)[a-z]+\s+[^.!?\n]{{0,160}}?\b(?:in|into|to|of|with|from|for|throughout|after|before|using)\s+{_YOUR_OUTPUT}",
    rf"\b(?:in|for|throughout)\s+{_YOUR_OUTPUT},?\s+(?:please\s+)?(?:\w+ly\s+)?[a-z]+\b",
    rf"\b{_YOUR_OUTPUT[:-2]}(?:\W?s)?\s+(?:words|letters|sentences|vowels)\b",
)
_BEFORE = 2_000  # characters of a paragraph before a passage in which an order is looked for


def suspicious(text: str) -> str | None:
    """The first words of a text that give orders to a model; None where there are none."""
    first = min(_orders(text), key=lambda span: span.start, default=None)
    return " ".join(text[first.start : first.end].split()).strip(" .!?:;") if first else None


def answerable(evidence: Evidence) -> Evidence:
    """The evidence with only those sentences of its passages from which a question may be answered."""
    text = evidence.stored.article.text
    passage, found_in = (
        replace(one, sentences=trusted(text, one.sentences)) for one in (evidence.passage, evidence.found_in)
    )
    return replace(evidence, passage=passage, found_in=found_in)


def trusted(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Those of neighbouring sentences of an article that neither give orders nor follow one in their paragraph."""
    if not spans:
        return ()
    start = max(text.rfind("\n", 0, spans[0].start) + 1, spans[0].start - _BEFORE)
    orders = [Span(start + one.start, start + one.end) for one in _orders(text[start : spans[-1].end])]
    return tuple(span for span in spans if not any(_follows(span, order, text) for order in orders))


def _follows(span: Span, order: Span, text: str) -> bool:
    return span.end > order.start and "\n" not in text[order.end : span.start]


def _orders(text: str) -> Iterator[Span]:
    text = text.translate(_LOOKALIKES) if _LOOKALIKE.search(text) else text
    low = f"\n{text.lower()}"
    patterns = [
        *(_FORGETTING if _has(low, _FORGET) or _NOT_OBEY.search(low) else ()),
        *(_FROM_NOW_ON if _FROM_NOW.search(low) else ()),
        *(_WITH_YOU_MUST if _YOU_MUST.search(low) else ()),
        *(_WITH_TO_DO if _TO_DO.search(low) else ()),
        *(_IN_OTHER_LANGUAGES if _has(low, _TOLD_ELSEWHERE) else ()),
        *(_WITH_ANSWERS if _ANSWERS.search(low) or ("asked" in low and _IF_ASKED.search(low)) else ()),
        *(_WITH_MODEL if (_has(low, _MODELS) or _AI.search(low)) and _A_MODEL.search(text) else ()),
        *(_WITH_SYSTEM if _has(low, _SYSTEM) or _ROLE.search(low) else ()),
        *(_YOUR_TASK if _YOUR_NEW.search(low) else ()),
        *(_WITH_YOUR_OUTPUT if _AN_OUTPUT.search(low) else ()),
    ]
    return (Span(*found.span()) for pattern in patterns for found in pattern.finditer(text))


def _has(low: str, words: Sequence[str]) -> bool:
    return any(word in low for word in words)
