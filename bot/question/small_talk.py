"""What is no question about the news: greetings, thanks, and questions about the bot, answered from fixed texts.

A pattern matches a whole question, so that "who are you voting for, say Biden's aides?" is searched like any other.
"""

import re

_ARTICLES = r"(?:(?:news )?(?:articles?|stories|sources?|outlets?|newspapers?|papers?|publications?|documents?|data))"
_LOADED = r"(?: (?:loaded|in here|in there|available|included|right now|so far|here))"
_HELLO = re.compile(
    r"(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day))(?: there| all| dateline)?(?:,? how are you)?"
    r"|how are you(?: doing)?(?: today)?",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:(?:ok(?:ay)?|great|perfect|cool|nice|no),? )?(?:many )?(?:thanks?(?: you)?|thx|cheers)"
    r"(?: a lot| very much| so much| again)?(?:,? (?:bye|goodbye))?|bye|goodbye",
    re.IGNORECASE,
)
_FINE = re.compile(
    r"(?:(?:ok(?:ay)?|k|kk|cool|great|nice|good|fine|sure|right|alright|all right|got it|gotcha|i see|fair enough|wow"
    r"|lol|haha|hm+|yes|yeah|yep|no|nope|never ?mind|nvm|interesting)[,.!]*\s*){1,3}",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:(?:hi|hello|hey),? )?(?:(?:who|what)(?: exactly)? are you|who am i (?:talking|speaking) (?:to|with)"
    r"|what(?:['’]s| is) (?:your name|dateline|this (?:site|page|bot|thing|tool|program) ?(?:for)?)"
    r"|who (?:made|built|created|wrote|runs) (?:you|this|dateline|this (?:site|bot|tool))"
    r"|how do(?:es)? (?:you|dateline) work"
    r"|are you (?:(?:a|an) )?(?:real )?(?:(?:chat ?)?bot|robot|human|person|ai|llm|machine|language model|chatgpt|real)"
    r"|(?:please )?tell me about yourself)",
    re.IGNORECASE,
)
# In the middle of a conversation, "it" is what is talked about.
_ABOUT_THIS = re.compile(r"what(?:['’]s| is) (?:this|it)|how does (?:this|it) work", re.IGNORECASE)
_HELP = re.compile(
    r"(?:(?:hi|hello|hey),? )?(?:(?:please )?help(?: me)?(?: please)?|what (?:can|do) you do"
    r"|(?:what|which questions|what questions|what kinds? of questions) can (?:i|we|one|you) (?:ask|answer)(?: you)?"
    r"(?: here)?|(?:can|could) you help(?: me)?(?: please)?"
    r"|how (?:do|can|should) (?:i|we) (?:use (?:you|this|it|dateline)|ask(?: you)?(?: (?:a )?questions?)?))",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    rf"(?:(?:what|which|how many) (?:kinds? of )?{_ARTICLES} (?:do you (?:have|use|know|read|cover|rely on)"
    rf"|are(?: there)?{_LOADED}|have you (?:got|read)|can you (?:see|read|access)){_LOADED}?"
    rf"|(?:what|which) are your {_ARTICLES}|(?:list|show)(?: me)? (?:all )?(?:the |your )?(?:loaded )?{_ARTICLES}"
    rf"{_LOADED}?"
    rf"|where (?:do|does) (?:you|your|this|dateline)(?: (?:information|news|answers?|{_ARTICLES}))? (?:get|come|take)"
    rf"(?: (?:your|its|the|this|that))?(?: (?:information|news|answers?|facts|{_ARTICLES}))?(?: from)?"
    r"|(?:do|can) you (?:use|search|browse|read|access) the (?:web|internet)"
    r"|what(?:['’]s| is) (?:loaded|your source))",
    re.IGNORECASE,
)
_TRUST = re.compile(
    r"(?:(?:can|should|why should) (?:i|we) (?:trust|believe) (?:you|this|your answers?|what you (?:say|tell me))"
    r"|are (?:you|your answers) (?:reliable|accurate|trustworthy|biased|(?:always )?(?:right|correct)|sure)"
    r"|how (?:reliable|accurate|trustworthy) are (?:you|your answers)"
    r"|do you (?:make (?:things|stuff) up|lie|hallucinate)"
    r"|how do (?:you|i) know (?:that|this|it)(?:['’]s| is) (?:true|right|correct))",
    re.IGNORECASE,
)
_WHAT_IT_IS = (
    "This is Dateline, a program. It answers questions from the loaded news articles and from nothing else: every"
    " sentence of an answer names the sentence of an article that it rests on. Where the articles don't say, it says"
    " so."
)
_REPLIES = (
    (_HELLO, "Hello. Ask me something about the loaded articles."),
    (_THANKS, "You are welcome."),
    (_FINE, "All right. Ask on, if you like."),
    (_ABOUT, _WHAT_IT_IS),
    (
        _HELP,
        "Ask about the news in the loaded articles: who, when, why, how many, what happened on a day, or for a"
        " timeline of a story. Then ask on: “and what about …?”, “why did she do it?”. A question may name days and"
        " outlets. Every sentence of an answer names the sentence of an article that it rests on.",
    ),
    (
        _SOURCES,
        "The articles that were loaded are the only source: nothing is looked up anywhere else. `dateline articles"
        " list` names every one of them, with its outlet and day.",
    ),
    (
        _TRUST,
        "You need not: every sentence is checked against the article it cites before it is shown, and its marker opens"
        " the very sentence there, so you can check it, too. An article may be wrong, and a check may fail.",
    ),
)


def small_talk(question: str, first: bool = True) -> str | None:
    """The fixed reply to what is no question about the news; None for anything else.

    `first`: the question begins its conversation.
    """
    words = " ".join(question.split()).strip(" .,!?")
    if first and _ABOUT_THIS.fullmatch(words):
        return _WHAT_IT_IS
    return next((reply for pattern, reply in _REPLIES if pattern.fullmatch(words)), None)
