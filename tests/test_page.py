"""The page as a reader and an editor meet it: a real server in its own process, a real Chromium, the real model."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from starlette.types import Message, Receive, Scope, Send

from bot.answer import Citation, Decline, Nearest, Sentence
from bot.citations import plain
from bot.web import markdown
from bot.web.examples import candidates, chosen
from bot.web.guard import Guard, Rules
from vectorstore.archive import Archive
from vectorstore.article import Article
from vectorstore.database import Database
from vectorstore.passage import Carrier

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
ATTACK = (
    "<script>window.ran=1</script><img src=x onerror=window.ran=2> **bold** [click](javascript:window.ran=3)"
    " ![](https://evil.example/x.png) `code` $$x$$ <b>b</b> &lt;i&gt; https://evil.example www.evil.example a@b.example"
)
QUOTE = "The harbour bridge in Wexford was closed on Monday because rust was found in four of its main cables."
BRIDGE = {
    "id": "bridge/1 (ü)",
    "url": "https://news.example/bridge",
    "title": "Wexford closes harbour bridge over rust",
    "source": "The Wexford Post",
    "author": ["Ada Brandt"],
    "published": "2025-11-10",
    "text": f"Ferries 🛳️🛳️ wait at the quay of Wexford.\n{QUOTE} Ferries are to carry the commuters of Wexford"
    " until the repairs end, and the city will pay for the tickets of all its pupils.",
}
HOSTILE = Article(
    id="hostile",
    url="javascript:window.ran=4",
    title=f'Llama farm "opens" in Tuam {ATTACK}',
    outlet=f"Tuam {ATTACK}",
    authors=(ATTACK,),
    published="2025-11-09",
    text=f"The llama farm in Tuam opened its gates on Sunday, said its owner, who wrote this: {ATTACK}."
    " The llamas of Tuam were fed with carrots by the children of the village school that day.",
)
SPACE = {
    "id": "space",
    "url": "https://news.example/space",
    "title": "Small probe reaches comet",
    "source": "Orbit",
    "published": "2025-11-08",
    "text": "A small probe called Halina reached the comet on Saturday after a journey of nine years through space."
    " Its cameras sent pictures of a dark and dusty surface, and the engineers of Halina cheered.",
}
COPY = {
    **SPACE,
    "id": "copy",
    "url": "https://herald.example/space",
    "title": "Comet reached",
    "source": "The Sligo Herald",
    "published": "2025-11-09",
}


# What is escaped


def rendered(line: str) -> str:
    """The words that a Markdown renderer shows, with a mark for each thing that is more than words."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(line)
    blocks = [token.type for token in tokens if token.type not in ("paragraph_open", "inline", "paragraph_close")]
    inline = [child for token in tokens if token.type == "inline" for child in token.children or []]
    return "".join(
        [f"<{name}>" for name in blocks]
        + [child.content if child.type in ("text", "text_special", "entity") else f"<{child.type}>" for child in inline]
    )


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("<>&*_`[]()#!|~$\\+-=.:1 \n@")))
@example(ATTACK)
@example("1. one")
@example("123) one")
@example("- one")
@example("# one")
@example("--- ")
@example("&lt;script&gt;")
@example("<!-- -->")
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    seen = "".join(letter for letter in text if not 0x202A <= ord(letter) <= 0x202E)
    seen = "".join(letter for letter in seen if not 0x2066 <= ord(letter) <= 0x2069)
    assert rendered(markdown.escape(text)) == " ".join(seen.split())


@given(st.text(), st.text(), st.text(), st.text())
@example('" onmouseover="x', "](javascript:x)", "a\n\nb", "x) [y](z")
def test_a_marker_is_one_link_whatever_stands_in_it(outlet: str, title: str, quote: str, article: str) -> None:
    place = Nearest(article, 1, 2, 3, quote, title, outlet, None)
    tokens = MarkdownIt("commonmark").parse(markdown.marker(place, "\\[1\\]"))
    inline = tokens[1].children or []
    assert next(child.type for child in inline if child.content or child.type != "text") == "link_open"
    assert sum(child.type == "link_open" for child in inline) == 1
    assert len(tokens) == 3
    assert "".join(child.content for child in inline) == "[1]"
    assert str(inline[0].attrs["href"]).startswith("#cite-1-2-3-")
    assert len(str(inline[0].attrs["title"]).split("\n")) == 4


def citation(number: int, url: str | None) -> Citation:
    return Citation(number, "a", 1, "Headline", "Outlet", (), url, "2025-11-12T08:00:00Z", "A quote.", 0, 8)


def test_only_addresses_of_the_web_are_linked() -> None:
    shown = markdown.answer(None, [Sentence("S.", (1,))], [citation(1, "javascript:alert(1)")])
    assert "javascript" not in shown
    shown = markdown.answer(None, [Sentence("S.", (1,))], [citation(1, "https://a.example/(x)_y?b=[c]&d")])
    assert "[original at a.example](https://a.example/%28x%29_y?b=%5Bc%5D&amp;d)" in shown
    shown = markdown.answer(None, [Sentence("S.", (1,))], [citation(1, "https://www.bbc.co.uk@evil.example/")])
    assert "[original at evil.example](" in shown


def test_the_name_of_a_carrier_means_nothing_by_itself() -> None:
    cited = replace(citation(1, None), also_carried_by=(Carrier("b", f"{ATTACK} Herald", "javascript:x", None),))
    shown = markdown.answer(None, [Sentence("S.", (1,))], [cited])
    line = rendered(shown.split("also carried by ")[-1])
    assert line == " ".join(plain(f"{ATTACK} Herald").split())


def test_an_answer_has_a_marker_a_sentence_and_a_line_an_article() -> None:
    other = replace(citation(3, None), article_id="b")
    shown = markdown.answer("standalone?", [Sentence("One.", (1, 2)), Sentence("Two.", (1,))],
                            [citation(1, None), citation(2, None), other])  # fmt: skip
    assert shown.startswith("*Searched: standalone?*\n\nOne. [\\[1\\]](#cite-1-0-8-a ")
    assert shown.count("](#cite-") == 5
    assert [line.split(" [")[0] for line in shown.splitlines() if line.startswith("- ")] == [
        "- \\[1\\] \\[2\\]",
        "- \\[3\\]",
    ]
    assert "Outlet, 12 November 2025: Headline" in shown


def test_a_decline_gives_the_nearest_quotation_once() -> None:
    nearest = Nearest("a", 1, 0, 8, "A quote.", "Headline", "Outlet", None)
    for message in ("They don't say. Nearest: “A quote.”", "They don't say."):
        shown = markdown.answer(None, [], [], Decline("no_coverage", message, (nearest,)))
        assert rendered(shown.split("\n\n- ")[0]).count("A quote.") <= 1
        assert "- [Outlet: Headline](#cite-1-0-8-a " in shown
        assert shown.split("](#cite")[0].count("A quote.") == 1


# Example questions


def test_examples_ask_about_what_headline_and_text_both_name() -> None:
    article = Article("b", str(BRIDGE["text"]), str(BRIDGE["title"]))
    assert [one.text for one in candidates(article)] == [
        "Why did Wexford close harbour bridge over rust?",
        "What is known about Wexford?",
    ]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Wexford ends in rust with money for its old bridges but no roadmap on new ferries", "What is known about"),
        ("Bridge is closed by rust, Wexford reports", None),
        ("Wexford bridge closure: as it happened", "What happened with Wexford bridge closure?"),
    ],
)
def test_examples_are_short(title: str, asked: str | None) -> None:
    found = [one.text for one in candidates(Article("b", str(BRIDGE["text"]), title))]
    assert all(len(one) <= 70 and len(one.split()) <= 10 for one in found)
    assert found[0].startswith(asked) if asked else found == []


def test_examples_that_are_not_answered_are_left_out() -> None:
    articles = [Article(name, str(BRIDGE["text"]), str(BRIDGE["title"])) for name in ("a", "b")]
    assert list(chosen(articles, lambda question, article: False)) == []
    assert len(list(chosen(articles, lambda question, article: True))) == 1
    found = list(chosen(articles, lambda question, article: question.startswith("What")))
    assert found == ["What is known about Wexford?"]


# What the guard lets through


@pytest.mark.parametrize(
    ("path", "most"),
    [("/gradio_api/queue/join", 1_000_000), ("/gradio_api/cancel", 1_000_000), ("/gradio_api/upload", 5_000_000)],
)
def test_a_body_is_read_no_further_than_its_limit(path: str, most: int) -> None:
    async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        raise RuntimeError

    received = 0

    async def endless() -> Message:
        nonlocal received
        received += 10_000
        return {"type": "http.request", "body": b" " * 10_000, "more_body": True}

    replies: list[Message] = []

    async def reply(message: Message) -> None:
        replies.append(message)

    rules = Rules({}, frozenset({"localhost"}), 5_000_000)
    scope = {"type": "http", "method": "POST", "path": path, "headers": [(b"host", b"localhost:1")]}
    asyncio.run(Guard(reads_all, rules)(scope, endless, reply))
    assert [one.get("status") for one in replies] == [413, None]
    assert received == most + 10_000


# The page in a browser


@dataclass(frozen=True)
class Site:
    """A running server."""

    process: subprocess.Popen[str]
    port: int
    data: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def get(self, path: str, body: object = None, **headers: str) -> tuple[int, str]:
        """What comes back; `body` is posted as JSON, bytes as they are and an iterator of them in chunks."""
        data = body if body is None or isinstance(body, (bytes, Iterator)) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(self.url + path, data, headers)
        try:
            reply = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'self'" in reply.headers["Content-Security-Policy"]
            return reply.status, reply.read().decode()


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "OPENAI_"))}


def dateline(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def site(data: Path, *program: str) -> Iterator[Site]:
    """A server over `data`: `dateline serve`, or another program that is given the folder and the port."""
    port = free_port()
    command = (
        [*program, str(data), str(port)] if program else dateline("serve", "--data", str(data), "--port", str(port))
    )
    with subprocess.Popen(
        command,
        env={**environment(), "GRADIO_TEMP_DIR": str(data / "uploads"), "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        watch = threading.Timer(60, process.kill)
        watch.start()
        try:
            line = process.stdout.readline()
            watch.cancel()
            assert line in (f"Dateline is at http://127.0.0.1:{port}\n", "ready\n"), process.stderr.read()
            yield Site(process, port, data)
        finally:
            watch.cancel()
            process.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with four articles, one of them hostile, one a copy."""
    folder = tmp_path_factory.mktemp("loaded")
    Archive(Database(folder / "data" / "archive.sqlite3", 120, "m")).put(HOSTILE)  # loading would refuse its address
    lines = [json.dumps(article) for article in (BRIDGE, SPACE, COPY)]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    done = subprocess.run(
        dateline("load", "--json", "--data", str(folder / "data"), str(folder / "articles.jsonl")),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with site(folder / "data") as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with nothing loaded."""
    with site(tmp_path_factory.mktemp("empty")) as running:
        yield running


@contextmanager
def opened(browser: Browser, site: Site, width: int = 1280, height: int = 800) -> Iterator[Page]:
    """The page in a new window. Nothing may be asked of another origin, and no script may fail."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(20_000)
    strangers: list[str] = []
    errors: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((site.url, "data:", "blob:")):
            strangers.append(request.url)

    context.on("request", asked)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site.url)
    expect(page.get_by_label("Your question")).to_be_editable()
    yield page
    assert strangers == []
    assert errors == []
    context.close()


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the next question can be asked."""
    answers = page.get_by_test_id("bot")
    before = answers.count()
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(answers).to_have_count(before + 1, timeout=20_000)
    expect(page.locator("#question button.submit-button")).to_be_visible(timeout=20_000)


def send(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")


MARKER = '#conversation p > a[href^="#cite-"]'


def test_a_reader_checks_an_answer(browser: Browser, loaded: Site) -> None:
    with opened(browser, loaded) as page:
        assert page.title() == "Dateline"
        ask(page, "Why was the harbour bridge in Wexford closed?")
        answer = page.get_by_test_id("bot")
        expect(answer).to_contain_text("rust was found in four of its main cables")
        source = "The Wexford Post, 10 November 2025: Wexford closes harbour bridge over rust"
        expect(answer.locator("li")).to_have_count(1)
        expect(answer.locator("li")).to_contain_text(f"] {source} (original at news.example)")
        assert answer.get_attribute("aria-label") is None
        assert answer.get_by_text("original").first.get_attribute("href") == BRIDGE["url"]

        marker = page.locator(MARKER, has_text="[1]").first
        box = marker.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        marker.hover()
        card = page.get_by_role("tooltip")
        lines = card.locator("p").all_inner_texts()
        assert lines[:3] == ["The Wexford Post", "Wexford closes harbour bridge over rust", "10 November 2025"]
        assert marker.get_attribute("title") is None
        page.mouse.move(5, 5)
        expect(card).to_have_count(0)

        marker = page.locator(f'{MARKER}[title*="main cables"]').first
        marker.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(card).to_contain_text(QUOTE)
        page.keyboard.press("Enter")
        panel = page.get_by_role("complementary", name="Article")
        expect(panel.locator("mark")).to_have_text(QUOTE)
        expect(panel.locator("mark")).to_be_in_viewport()
        expect(panel.locator("mark")).to_be_focused()
        expect(card).to_have_count(0)
        assert panel.get_by_role("link").get_attribute("rel") == "noopener noreferrer"
        talk, beside = page.locator("#talk").bounding_box(), panel.bounding_box()
        assert talk
        assert beside
        assert beside["x"] >= talk["x"] + talk["width"]
        assert beside["y"] < talk["y"] + talk["height"]
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        assert page.evaluate("document.activeElement.textContent") == marker.inner_text()


def test_a_reader_sees_who_else_carries_a_sentence(browser: Browser, loaded: Site) -> None:
    with opened(browser, loaded) as page:
        ask(page, "When did the probe Halina reach the comet?")
        told = "also carried by The Sligo Herald"
        expect(page.get_by_test_id("bot").locator("li").first).to_contain_text(f"(original at news.example), {told}")
        marker = page.locator(MARKER, has_text="[1]").first
        marker.hover()
        expect(page.get_by_role("tooltip").locator("p.also")).to_have_text(told)
        marker.click()
        expect(page.get_by_role("complementary", name="Article").get_by_text(told)).to_be_visible()


def test_a_follow_up_says_what_was_searched_and_a_decline_is_plain(browser: Browser, loaded: Site) -> None:
    with opened(browser, loaded) as page:
        ask(page, "When did the probe Halina reach the comet?")
        ask(page, "And what did its cameras send?")
        expect(page.get_by_test_id("bot").last).to_contain_text("Searched: ")
        ask(page, "And how tall is Mount Everest in metres?")
        declined = page.get_by_test_id("bot").last
        expect(declined).to_contain_text("The loaded articles don't say")
        expect(declined.locator("p > a")).to_have_count(0)
        nearest = declined.locator('li a[href^="#cite-"]')
        nearest.click()
        expect(page.locator("#article mark")).to_have_count(1)
        page.get_by_role("button", name="Close").click()
        expect(nearest).to_be_focused()


def test_on_a_phone_the_article_opens_below(browser: Browser, loaded: Site) -> None:
    with opened(browser, loaded, 375, 700) as page:
        ask(page, "Why was the harbour bridge in Wexford closed?")
        page.locator(MARKER).first.click()
        mark = page.locator("#article mark")
        expect(mark).to_be_in_viewport()
        talk, below = page.locator("#talk").bounding_box(), page.locator("#article").bounding_box()
        assert talk
        assert below
        assert below["y"] >= talk["y"] + talk["height"]
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.go_back()
        expect(mark).to_have_count(0)
        expect(page.get_by_test_id("bot")).to_contain_text("Sources")
        page.locator(MARKER).first.click()
        steps = page.evaluate("history.length")
        page.get_by_role("button", name="Close").click()
        expect(mark).to_have_count(0)
        assert page.evaluate("history.state") is None
        page.locator(MARKER).first.click()
        expect(mark).to_be_in_viewport()
        assert page.evaluate("history.length") == steps


def test_nothing_from_outside_acts(browser: Browser, loaded: Site) -> None:
    with opened(browser, loaded) as page:
        ask(page, f"When did the llama farm in Tuam open its gates? {ATTACK}")
        ask(page, "When did the llama farm in Tuam open its gates?")
        expect(page.get_by_test_id("user").first).to_contain_text(ATTACK)
        answer = page.get_by_test_id("bot").last
        expect(answer.locator("p").first).to_contain_text(
            "<script>window.ran=1</script><img src=x onerror=window.ran=2>"
        )
        messages = page.locator("#conversation .message-content")
        tags = "script, img, b, strong, code, i, .katex"
        assert messages.locator(tags).evaluate_all("all => all.map(one => one.outerHTML)") == []
        assert all(href.startswith("#cite-") for href in hrefs(page, "#conversation .message-content a"))
        answer.locator("p > a").first.hover()
        expect(page.get_by_role("tooltip")).to_contain_text(ATTACK)
        answer.locator("p > a").first.click()
        panel = page.locator("#article")
        expect(panel.locator("mark")).to_contain_text("llama")
        expect(panel.locator("h2")).to_contain_text(ATTACK)
        assert panel.locator("script, img, a, b").count() == 0
        assert page.evaluate("window.ran") is None


def hrefs(page: Page, selector: str) -> list[str]:
    found: list[str] = page.eval_on_selector_all(selector, "all => all.map(one => one.getAttribute('href'))")
    return found


def test_an_example_question_is_asked_by_a_click(browser: Browser, loaded: Site) -> None:
    with opened(browser, loaded) as page:
        page.get_by_role("button", name="Why did Wexford close harbour bridge over rust?").click()
        expect(page.get_by_test_id("bot")).to_contain_text("Sources")


def test_an_editor_fills_an_empty_store(browser: Browser, empty: Site, tmp_path: Path) -> None:
    article = tmp_path / "Harbour news.jsonl"
    article.write_text(json.dumps(BRIDGE), "utf-8")
    blank = tmp_path / "<img src=x onerror=window.ran=5>.txt"
    blank.write_text("", "utf-8")
    with opened(browser, empty) as page:
        expect(page.locator("#conversation")).to_contain_text("No articles are loaded yet.")
        expect(page.locator("#conversation code")).to_contain_text("dateline load")
        ask(page, "Why was the harbour bridge in Wexford closed?")
        expect(page.get_by_test_id("bot")).to_contain_text("No articles are loaded yet.")

        page.get_by_role("tab", name="Load articles").click()
        page.get_by_label("Addresses, one a line").fill("/etc/passwd\nhttp://127.0.0.1:1/page")
        with page.expect_response("**/upload*"):
            page.locator("#files input[type=file]").set_input_files([article, blank])
        expect(page.locator("#files")).to_contain_text("Harbour")
        page.get_by_role("button", name="Load", exact=True).click()
        expect(page.locator("#report [role=status]")).to_contain_text("1 added, 3 failed. Done in")
        rows = page.locator("#report tbody tr")
        expect(rows).to_have_count(4)
        expect(rows.nth(0)).to_contain_text("not an address of the web")
        expect(rows.nth(1)).to_contain_text("http://127.0.0.1:1/page")
        expect(rows.nth(2)).to_contain_text("Harbour news.jsonl")
        expect(rows.nth(2)).to_contain_text("added")
        expect(rows.nth(3)).to_contain_text("the file is empty")
        assert page.locator("#report img").count() == 0
        assert str(empty.data) not in page.locator("#report").inner_text()
        assert page.evaluate("window.ran") is None

        page.reload()
        expect(page.locator("#conversation .example").first).to_be_visible()
        ask(page, "Why was the harbour bridge in Wexford closed?")
        expect(page.get_by_test_id("bot")).to_contain_text("rust was found")


@pytest.fixture(scope="module")
def public(loaded: Site) -> Iterator[Site]:
    """The same articles on a page for others, whose answers never end."""
    with site(loaded.data, sys.executable, str(Path(__file__).with_name("fake_page.py"))) as running:
        yield running


QUESTION = "Why was the harbour bridge in Wexford closed?"


def test_an_answer_can_be_stopped_and_cleared_and_loses_no_words(browser: Browser, public: Site) -> None:
    with opened(browser, public) as page:
        box = page.get_by_label("Your question")
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        send(page, QUESTION)
        answer = page.get_by_test_id("bot")
        expect(answer).to_contain_text("[1] The Wexford Post")
        send(page, "What came next?")
        page.wait_for_timeout(300)
        expect(box).to_have_value("What came next?")
        expect(page.get_by_test_id("user")).to_have_count(1)
        page.get_by_role("button", name="Stop").focus()
        page.keyboard.press("Enter")
        expect(answer).to_contain_text("Stopped.")
        expect(answer).to_contain_text("[1] The Wexford Post")
        expect(box).to_be_focused()
        expect(box).to_have_value("What came next?")

        send(page, QUESTION)
        expect(answer).to_have_count(2)
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        page.wait_for_timeout(300)
        expect(answer).to_have_count(0)
        send(page, QUESTION)
        expect(page.get_by_test_id("user")).to_have_count(1)
        expect(answer).to_contain_text("[1] The Wexford Post")


def call(site: Site, function: int, data: object, way: str = "run/predict", **more: object) -> tuple[int, str]:
    body = {"data": data, "fn_index": function, "session_hash": "odd", **more}
    return site.get(f"gradio_api/{way}", body)


@pytest.fixture(params=["loaded", "public"])
def either(request: pytest.FixtureRequest) -> Site:
    """A page for this machine, and one for others."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Site)
    return found


def test_no_file_of_the_server_comes_back(either: Site, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret", "utf-8")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    message = [{"role": "user", "content": file}]
    payloads = [file], [[file]], [file, None], ["", file], ["", [file]], [message], [message, None], ["", message]
    came = []
    joined = False
    for function, data in product(range(16), payloads):
        for way in ("run/predict", "run/_asked", "queue/join", "call/_asked", "call/v2/_asked"):
            status, text = call(either, function, data, way)
            came.append(text)
            joined = joined or (way, status) == ("queue/join", 200)
    if joined:
        came.append(either.get("gradio_api/queue/data?session_hash=odd")[1])
    came.append(either.get("gradio_api/component_server", {"data": [file], "component_id": 1, "fn_name": "x"})[1])
    for ways in (f"file={secret}", f"file/{secret}", f"proxy=file://{secret}", f"stream/{secret}"):
        assert either.get(f"gradio_api/{ways}")[0] == 404
    assert not any("the-secret" in one or "secret.txt" in one for one in came)
    kept = [one.read_bytes() for one in (either.data / "uploads").rglob("*") if one.is_file()]
    assert b"the-secret" not in kept
    for path in ("info", "upload", "process_recording", "call/_asked", "../config", "queue/status", "startup-events"):
        assert either.get(f"gradio_api/{path}", None if path == "info" else {})[0] in (404, 400)
    assert either.get("assets/../../gradio/routes.py")[0] == 404


def test_a_question_that_is_too_long_is_answered_and_not_kept(either: Site) -> None:
    status, text = call(either, 0, ["x" * 2_001, None], session_hash="long")
    assert status == 200
    assert "longer than 2,000 characters" in text
    assert "xxx" not in text
    assert "xxx" not in call(either, 0, [" ", None], session_hash="long")[1]
    assert either.get("gradio_api/queue/join", b" " * 1_000_001) == (413, "This is too long.")


def test_a_page_for_others_takes_no_files(public: Site) -> None:
    assert public.get("", Host="dateline.example")[0] == 200
    for way in ("upload", "upload_progress?upload_id=1"):
        assert public.get(f"gradio_api/{way}")[0] == 404
        assert public.get(f"gradio_api/{way}", b"x")[0] == 404


def test_odd_calls_end_calmly(browser: Browser, loaded: Site) -> None:
    with site(loaded.data, sys.executable, str(Path(__file__).with_name("fake_page.py"))) as running:
        for function in range(16):
            data: object
            for data in ([], [None], [None, None], ["\ud800", None], [{}], [[]], "", None):
                for event in (None, {}, {"value": None, "index": 0}):
                    call(running, function, data, event_data=event)
        for body in (
            b"[",
            b"[" * 60_000,
            b"\xff",
            b"1",
            {"fn_index": "x", "data": []},
            {"fn_index": 0, "data": ["\udc00", None]},
        ):
            assert running.get("gradio_api/run/predict", body)[0] < 500
        with opened(browser, running) as page:
            ask(page, "Why was the harbour bridge in Wexford so faulty?")
            expect(page.get_by_test_id("bot").last).to_have_text("Something went wrong; it is in the log.")
        running.process.kill()
        assert running.process.stderr
        said = running.process.stderr.read()
        assert "RuntimeError: the scripted fault" in said
        assert said.count("Traceback") == 1


def test_an_article_is_given_by_version(loaded: Site) -> None:
    status, text = loaded.get("article/bridge%2F1%20%28%C3%BC%29?version=1")
    assert status == 200
    found = json.loads(text)
    assert (found["title"], found["text"], found["latest"]) == (BRIDGE["title"], BRIDGE["text"], 1)
    assert json.loads(loaded.get("article/hostile")[1])["url"] is None
    for path in ("article/hostile?version=2", "article/none"):
        assert loaded.get(path)[0] == 404
    for version in ("99999999999999999999999", "-1", "x"):
        assert loaded.get(f"article/hostile?version={version}")[0] == 422


def test_only_this_machine_and_its_own_page_are_answered(loaded: Site) -> None:
    assert loaded.get("", Host=f"localhost:{loaded.port}")[0] == 200
    for headers in ({"Host": "rebound.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        status, text = loaded.get("article/hostile", **headers)
        assert status == 403
        assert text.startswith("Dateline answers")


def test_a_port_that_is_taken_ends_in_one_line(loaded: Site) -> None:
    done = subprocess.run(
        dateline("serve", "--data", str(loaded.data), "--port", str(loaded.port)),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {loaded.port} of 127.0.0.1 is taken by another program" in done.stderr


def test_ctrl_c_ends_it_cleanly_while_a_page_is_open(browser: Browser, tmp_path: Path) -> None:
    with site(tmp_path) as running:
        context = browser.new_context()
        page = context.new_page()
        page.goto(running.url)
        expect(page.get_by_label("Your question")).to_be_editable()
        running.process.send_signal(signal.SIGINT)
        _, errors = running.process.communicate(timeout=20)
        assert (running.process.returncode, errors) == (0, "")
        context.close()
