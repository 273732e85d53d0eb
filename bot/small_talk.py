"""What is no question about the news: greetings, thanks, and questions about the bot, answered from fixed texts."""

import re

_HELLO = re.compile(
    r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day))(?: there| all| dateline)?", re.IGNORECASE
)
_THANKS = re.compile(
    r"(?:(?:ok(?:ay)?|great|perfect|cool|nice),? )?(?:many )?(?:thanks?(?: you)?|thx|cheers)"
    r"(?: a lot| very much| so much| again)?|bye|goodbye",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:(?:hi|hello|hey),? )?(?:who|what) are you|what (?:can|do) you do|what is (?:this|dateline)"
    r"|how do(?:es)? (?:you|this|it|dateline) work|are you (?:a|an) (?:bot|robot|human|person|ai)",
    re.IGNORECASE,
)
_REPLIES = (
    (_HELLO, "Hello. Ask me something about the loaded articles."),
    (_THANKS, "You are welcome."),
    (
        _ABOUT,
        "This is Dateline. It answers questions from the loaded news articles and from nothing else: every sentence"
        " of an answer names the sentence of an article that it rests on. Where the articles don't say, it says so.",
    ),
)


def small_talk(question: str) -> str | None:
    """The fixed reply to what is no question about the news; None for anything else."""
    words = " ".join(question.split()).strip(" .,!?")
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(words)), None)
