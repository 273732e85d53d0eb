"""The page: the conversation, the article panel beside it and, for editors on this machine, the loading tab.

The only place that lays out Gradio blocks; what the parts say and do is in `chat`, `examples` and `loading`.
"""

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from gradio.components.chatbot import ExampleMessage

from bot.build import Program
from bot.events import Question, QuestionError
from bot.failures import explained
from bot.turn import well_formed
from bot.web import chat, loading
from bot.web.chat import Exchange, Talk
from bot.web.examples import Examples
from bot.web.markdown import escape

_INTRODUCTION = """
<h1>Dateline</h1>
<p>Ask about the loaded articles. Every sentence of an answer names the sentence it rests on.</p>
"""
# Filled by page.js; the text of an article never passes through HTML.
_PANEL = '<aside id="article" aria-label="Article" hidden></aside>'
_HOW_TO_LOAD = "No articles are loaded yet.\n\nLoad some with `dateline load URL-OR-FILE …`"
_INVITATION = "Questions that the loaded articles answer:"
_WAITING = 64  # questions, while eight are answered
_HIDDEN: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(program: Program, editing: bool) -> gr.Blocks:
    """The page's blocks; with `editing`, the tab that loads articles."""
    examples = Examples(program.store, program.plain_chain)

    def first_view() -> gr.Chatbot:
        return _first_view(program, examples, editing)

    page = gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600))
    with page:
        gr.HTML(_INTRODUCTION, elem_id="introduction")
        if editing:
            with gr.Tabs():
                with gr.Tab("Ask", id="ask"):
                    chatbot = _conversation(program)
                with gr.Tab("Load articles", id="load"):
                    loading.add_tab(program).then(first_view, None, chatbot, queue=False, **_HIDDEN)
        else:
            chatbot = _conversation(program)
        page.load(first_view, None, chatbot, **_HIDDEN)
    page.queue(default_concurrency_limit=8, max_size=_WAITING, api_open=False)
    return page


def theme() -> gr.themes.Base:
    """Gradio's own look with the fonts of the reader's system."""
    return gr.themes.Default(
        primary_hue="slate",
        secondary_hue="slate",
        neutral_hue="slate",
        font=("ui-sans-serif", "system-ui", "sans-serif"),
        font_mono=("ui-monospace", "monospace"),
    )


def _conversation(program: Program) -> gr.Chatbot:
    """The chat and the panel; a question is shown at once, then answered, and may be stopped."""
    talk = gr.State(())
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            chatbot = gr.Chatbot(
                show_label=False,
                label="Conversation",
                height="100%",
                latex_delimiters=[],
                allow_tags=False,
                sanitize_html=True,
                feedback_options=None,
                buttons=[],
                elem_id="conversation",
            )
            box = gr.Textbox(
                show_label=False,
                label="Your question",
                placeholder="Ask about the news",
                max_lines=6,
                max_length=2000,
                submit_btn=True,
                autofocus=True,
                elem_id="question",
            )
        gr.HTML(_PANEL, elem_id="beside")

    async def answering(talk: Talk) -> AsyncIterator[tuple[list[dict[str, str]], Talk]]:
        if (last := chat.open_question(talk)) and not last.begun:
            async for grown in chat.reply(program.chain, talk):
                yield chat.messages(grown), grown

    asked = gr.on([box.submit], _asked, [box, talk], [box, chatbot, talk], queue=False, **_HIDDEN)
    chosen = chatbot.example_select(_example, talk, [box, chatbot, talk], queue=False, **_HIDDEN)
    running = [event.then(answering, talk, [chatbot, talk], **_HIDDEN) for event in (asked, chosen)]
    for event in running:
        event.then(_answered, talk, [box, chatbot, talk], queue=False, **_HIDDEN)
    for trigger, follow in ((box.stop, _stopped), (chatbot.clear, _cleared)):
        trigger(None, None, None, cancels=running, api_visibility="private").then(
            follow, talk, [box, chatbot, talk], queue=False, **_HIDDEN
        )
    return chatbot


# The box, the messages and the talk, or for any of them `gr.skip()`, which leaves it as it is.
_View = tuple[Any, Any, Any]


def _asked(question: str | None, talk: Talk) -> _View:
    """Take a question; while another is being answered, nothing changes, and what was typed stays."""
    if chat.open_question(talk):
        return gr.skip(), gr.skip(), gr.skip()
    question = well_formed(question or "")
    if not question.strip():
        return gr.Textbox(""), chat.messages(talk), talk
    try:
        Question(question)
    except QuestionError as error:
        return gr.skip(), [*chat.messages(talk), {"role": "assistant", "content": escape(str(error))}], talk
    talk = (*talk, Exchange(question))
    return gr.Textbox("", submit_btn=False, stop_btn=True), chat.messages(talk), talk


def _example(talk: Talk, selected: gr.EventData) -> _View:
    try:
        return _asked(str(selected.value["text"]), talk)
    except (AttributeError, KeyError, TypeError):  # not what the page sends
        return _asked(None, talk)


def _answered(talk: Talk) -> _View:
    last = chat.open_question(talk)
    if last is None:
        return _ready(), gr.skip(), gr.skip()
    if last.begun:  # by an earlier run, which goes on
        return gr.skip(), gr.skip(), gr.skip()
    return _given_up(talk, "Too many questions are waiting; ask again in a moment.")


def _stopped(talk: Talk) -> _View:
    return _given_up(talk, "Stopped.")


def _given_up(talk: Talk, note: str) -> _View:
    talk = chat.ended(talk, note)
    return _ready(), chat.messages(talk), talk


def _cleared(_: Talk) -> _View:
    return _ready(), [], ()


def _ready() -> gr.Textbox:
    return gr.Textbox(submit_btn=True, stop_btn=False)


def _first_view(program: Program, examples: Examples, editing: bool) -> gr.Chatbot:
    """An empty conversation: questions one can ask, or how to load articles."""
    try:
        if not program.store.archive.count():
            return gr.Chatbot(placeholder=_HOW_TO_LOAD + (", or here under “Load articles”." if editing else "."))
        questions = [ExampleMessage(text=question) for question in examples.now()]
    except Exception as error:
        failure = explained(error)
        if failure is None:
            raise
        return gr.Chatbot(placeholder=escape(failure.message), examples=[])
    return gr.Chatbot(placeholder=_INVITATION if questions else "", examples=questions)
