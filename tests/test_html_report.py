"""The HTML report: what it counts as a fault, what it computes, what it lets through, and its use in Chromium."""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from bot.evaluation.faults import FAULTS, faults, right, worst_first
from bot.evaluation.html.chart import chart
from bot.evaluation.html.highlight import pieces
from bot.evaluation.html.names import names
from bot.evaluation.html.question import view
from bot.evaluation.html.tables import difference_rows, metric_table
from bot.evaluation.html_report import embedded, html_report
from bot.evaluation.risk_coverage import risk_coverage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
ATTACK = (
    "</script></title></style><script>window.ran=1</script><img src=x onerror=window.ran=2><!-- <script>"
    ' " onfocus=window.ran=3 autofocus x=" {{ 7 * 7 }} &lt;b&gt; \u2028 https://evil.example'
)
LEAD = "Ferries wait at the quay. "
QUOTE = "The bridge was closed on Monday because rust was found in its cables."
Json = dict[str, Any]


def result(id: str, **changes: Any) -> Json:
    """A right answer with one citation and two passages, but for `changes`; `scores` are added to."""
    start = len(LEAD)
    made = {
        "id": id,
        "question": f"Why was the bridge of {id} closed?",
        "status": "answered",
        "declined": None,
        "answer": f"{QUOTE} [1]",
        "sentences": [{"text": QUOTE, "citations": [1]}],
        "citations": [
            {"n": 1, "article_id": "bridge", "version": 1, "title": "Bridge closed", "outlet": "The Post",
             "author": [], "url": "https://news.example/bridge", "published": "2025-11-10", "quote": QUOTE,
             "start": start, "end": start + len(QUOTE)},
        ],
        "search": {"query": "bridge closed", "since": None, "until": None, "outlets": [], "as_of": None},
        "evidence": [
            {"rank": 1, "article_id": "space", "version": 1, "start": 0, "end": 20, "text": "A probe met a comet.",
             "score": 0.7},
            {"rank": 2, "article_id": "bridge", "version": 1, "start": 0, "end": start + len(QUOTE),
             "text": LEAD + QUOTE, "score": 0.6},
        ],
        "engine": "extractive",
        "timings_ms": {"search": 4.2, "first_sentence": 9.0, "total": 12.5},
        "type": "why",
        "gold": {"id": id, "answer": ["rust"], "evidence": [{"article_id": "bridge", "quote": QUOTE}], "type": "why"},
        "failed_expectations": [],
    }  # fmt: skip
    scores = {"answer.contains": 1.0, "answer.coverage": 1.0, "citations.gold_sentence": 1.0, "latency_ms.total": 12.5}
    return {**made, **changes, "scores": {**scores, **changes.get("scores", {})}}


def declined(id: str, **changes: Any) -> Json:
    nothing = {"answer": "", "sentences": [], "citations": []}
    decline = {"kind": "no_coverage", "message": "The articles don't say.", "nearest": []}
    scores = {"answer.contains": 0.0, "answer.coverage": 0.0, "citations.gold_sentence": 0.0}
    return result(id, **{"status": "declined", "declined": decline, "scores": scores, **nothing, **changes})


UNANSWERABLE = {"answerable": False, "answer": [], "evidence": []}
WRONG = {"answer.contains": 0.0, "answer.coverage": 0.2, "citations.gold_sentence": 0.0}
RUN: Json = {
    "set": "sets/bridges.jsonl",
    "questions": 6,
    "config": {"engine": "extractive", "version": "0.1.0", "corpus": "c0ffee", "when": "2025-11-14T09:30:00Z"},
    "metrics": {"answer.contains": 0.5, "citations.recall": None, "latency_ms.p50": 1234.5},
    "intervals": {"answer.contains": {"n": 6, "low": 0.25, "high": 0.75}},
    "by_type": {"why": {"answer.contains": 0.2}, "who": {"answer.contains": 0.6}},
    "results": "runs/today/results.jsonl",
}
RESULTS = [
    result("fine"),
    result("uncited", type="who", scores={"citations.gold_sentence": 0.0}),
    declined("shy", scores={"answer.coverage": 0.0, "retrieval.hit@10": 0.0}),
    result("wrong", scores=WRONG),
    result("bold", gold=UNANSWERABLE),
    {"id": "broken/1 (ü)", "error": {"kind": "model", "message": "no answer"}, "gold": {"question": "Anyone there?"}},
]


# What is a fault


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (result("q"), ()),
        ({"id": "q", "error": {"kind": "store", "message": "gone"}}, ("error",)),
        (result("q", failed_expectations=["must_contain: rust"]), ("expectation",)),
        (result("q", gold=UNANSWERABLE), ("answered",)),
        (result("q", scores=WRONG), ("wrong", "uncited")),
        (result("q", scores={"citations.gold_sentence": 0.0}), ("uncited",)),
        (result("q", scores={**WRONG, "answer.parts": 1.0}), ("uncited",)),
        (declined("q"), ("declined",)),
        (result("q", status="chat", sentences=[], citations=[]), ("declined",)),
        (declined("q", gold=UNANSWERABLE), ()),
        (declined("q", gold=UNANSWERABLE, scores={"refusal.kind": 0.0}), ("kind",)),
        (result("q", scores={"retrieval.hit@10": 0.0, "retrieval.found@1500": 0.0}), ("article",)),
        (result("q", scores={"retrieval.hit@10": 1.0, "retrieval.found@1500": 0.0}), ("unread",)),
    ],
)
def test_faults(one: Json, found: tuple[str, ...]) -> None:
    assert faults(one) == found


def test_an_answer_without_gold_is_neither_right_nor_wrong() -> None:
    assert right({**result("q"), "scores": {}}) is None
    assert right(declined("q")) is None


def test_worst_first() -> None:
    assert [RESULTS[at]["id"] for at in worst_first(RESULTS)] == [
        "broken/1 (ü)",
        "bold",
        "wrong",
        "shy",
        "uncited",
        "fine",
    ]
    less = result("less", scores={**WRONG, "answer.coverage": 0.1})
    more = result("more", scores={**WRONG, "retrieval.hit@10": 0.0})
    assert worst_first([result("a", scores=WRONG), less, more, result("b", scores=WRONG)]) == [2, 1, 0, 3]


# What is computed


def scored(score: float, verdict: bool) -> Json:
    evidence = [{**result("q")["evidence"][0], "score": score}]
    return result("q", evidence=evidence, scores={} if verdict else WRONG)


def test_risk_and_coverage_by_hand() -> None:
    """Right at 0.9, right and wrong at 0.5, wrong at 0.1, and one declined: five questions."""
    curve = risk_coverage([scored(0.5, True), scored(0.1, False), scored(0.9, True), scored(0.5, False), declined("q")])
    assert curve
    assert curve.source == "the best evidence score"
    assert [(point.coverage, point.risk) for point in curve.points] == [(0.2, 0), (0.6, 1 / 3), (0.8, 0.5)]
    assert [(point.coverage, point.risk) for point in curve.best] == [(0.2, 0), (0.4, 0), (0.6, 1 / 3), (0.8, 0.5)]
    assert "80% of 5 questions are answered, and 50% of these answers are wrong" in chart(curve).summary


def test_the_runs_own_confidence_comes_before_the_evidence() -> None:
    one, other = scored(0.9, False), scored(0.1, True)
    assert (curve := risk_coverage([{**one, "confidence": 0.2}, {**other, "confidence": 0.8}]))
    assert curve.source == "the run’s own confidence"
    assert [point.risk for point in curve.points] == [0, 0.5]
    assert (curve := risk_coverage([{**one, "confidence": 0.2}, other]))
    assert curve.source == "the best evidence score"
    assert risk_coverage([declined("q")]) is None


def test_quotes_are_marked_where_they_stand() -> None:
    assert pieces(f"{LEAD}{QUOTE}", [QUOTE]) == [(LEAD, False), (QUOTE, True)]
    assert pieces("He said:\n\nthe  bridge\nis shut.", ["the bridge is shut."])[1] == ("the  bridge\nis shut.", True)
    assert pieces(QUOTE[:40], [QUOTE]) == [(QUOTE[:40], True)]
    assert pieces("Ferries wait.", [QUOTE, "", "  "]) == [("Ferries wait.", False)]
    assert pieces("one two three", ["two three", "one two"]) == [("one two three", True)]


@given(st.text(), st.lists(st.text()))
def test_pieces_are_the_text(text: str, quotes: list[str]) -> None:
    assert "".join(piece for piece, _ in pieces(text, quotes)) == text


def test_a_question_is_held_against_its_gold() -> None:
    shown = view(result("q"), names([result("q")]), [])
    assert [row["gold"] for row in shown["evidence"]] == [False, True]
    assert shown["evidence"][1]["pieces"] == [(LEAD, False), (QUOTE, True)]
    assert shown["evidence"][1]["title"] == "The Post: Bridge closed"
    assert shown["evidence"][1]["cited"] == [1]
    assert shown["citations"][0]["gold"] == "sentence"
    assert shown["gold"]["answers"] == [{"text": "rust", "said": True}]
    (sentence,) = shown["gold"]["evidence"]
    assert (sentence["article_rank"], sentence["rank"], sentence["cited"]) == (2, 2, [1])


@pytest.mark.parametrize("url", ["https://news.example/bridge", "https://news.example/never-cited"])
def test_gold_may_name_its_article_by_address(url: str) -> None:
    one = result("q", gold={"evidence": [{"url": url, "quote": QUOTE}]})
    assert view(one, names([one]), [])["gold"]["evidence"][0]["article"] == "bridge"


@pytest.mark.parametrize("url", ["javascript:alert(1)", " javascript:x//https://a", "data:text/html,x", "//a", None])
def test_only_addresses_of_the_web_are_linked(url: str | None) -> None:
    one = result("q")
    one["citations"][0]["url"] = url
    assert view(one, names([one]), [])["citations"][0]["url"] is None


def test_metrics_stand_in_families_with_intervals_and_types() -> None:
    table = metric_table(RUN, RESULTS)
    assert table.types == (("why", 4), ("who", 1))
    assert table.without == ("citations.recall",)
    assert [group.title for group in table.groups] == ["Answering", "Milliseconds"]
    contains, latency = (group.rows[0] for group in table.groups)
    assert (contains.n, contains.value, contains.interval) == ("6", "0.500", "0.250 to 0.750")
    assert contains.bar
    assert (contains.bar.low, contains.bar.middle, contains.bar.high) == (25, 50, 75)
    assert [(cell.text, cell.below) for cell in contains.cells] == [("0.200", True), ("0.600", False)]
    assert (latency.value, latency.bar, latency.cells[0].text) == ("1,234", None, "–")


COMPARISON: Json = {
    "run": "runs/before",
    "regressions": ["b"],
    "differences": {
        "a": {"mean": -0.3, "low": -0.7, "high": 0.1, "questions": 4},
        "b": {"mean": -0.1, "low": -0.2, "high": -0.05, "questions": 4, "worse": True, "test": "McNemar"},
        "same": {"mean": 0.0, "low": 0.0, "high": 0.0, "questions": 4},
    },
    "changed": [
        {"id": "fine", "metric": "b", "before": 0, "after": 1},
        {"id": "broken/1 (ü)", "metric": "b", "before": 1, "after": 0},
        {"id": "shy", "metric": "status", "before": "answered", "after": None},
    ],
    "types": {"why": {}},
}


def test_regressions_come_first() -> None:
    rows = difference_rows(COMPARISON)
    assert [(row.metric, row.worse, row.interval) for row in rows] == [
        ("b", True, "-0.200 to -0.050"),
        ("a", False, "-0.700 to +0.100"),
    ]
    assert rows[1].bar
    assert (rows[1].bar.low, rows[1].bar.zero) == (0, 50)


# What gets through


class Reader(HTMLParser):
    """The elements of a page, and its data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.data = ""
        self._in_data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self._in_data = ("id", "report-data") in attrs

    def handle_data(self, data: str) -> None:
        self.data += data if self._in_data else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False


ANY = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&/!-\"'`{}%\\\u2028"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | ANY,
    lambda inner: st.lists(inner) | st.dictionaries(ANY, inner),
)


@given(JSON)
@example({ATTACK: [ATTACK, "\ud800"]})
def test_no_text_ends_the_data(value: Any) -> None:
    text = embedded(value)
    assert json.loads(text) == value
    assert not set("<>&").intersection(text)
    assert text.isascii()


def attacked(text: str) -> tuple[Json, list[Json], Json]:
    """A run with `text` wherever a text of others can stand."""
    gold = {"answer": [text], "answer_parts": [text], "evidence": [{"article_id": text, "quote": text}, {"url": text}]}
    gold |= {"standalone": text, "history": [{"role": text, "content": text}], "must_contain": [text], "refusal": text}
    one = result(f"q {text}", question=text, type=text, gold=gold, failed_expectations=[text], notice=text)
    one["sentences"] = [{"text": text, "citations": [1]}]
    one["citations"] = [
        {**one["citations"][0], **dict.fromkeys(("article_id", "title", "outlet", "url", "quote"), text)}
    ]
    one["evidence"] = [{**row, "article_id": text, "text": text} for row in one["evidence"]]
    one["search"] = {"query": text, "outlets": [text], "since": text}
    one["timings_ms"] = {text: 1.0}
    one["scores"][f"m.{text}"] = 0.0
    nearest = [{"article_id": text, "quote": text, "title": text, "outlet": text, "published": text}]
    other = declined(f"d {text}", declined={"kind": text, "message": text, "nearest": nearest})
    broken = {"id": f"e {text}", "error": {"kind": text, "message": text}}
    run = {**RUN, "set": f"sets/{text}", "config": {f"c {text}": text, "deep": {"a": [text]}}, "results": text}
    run["metrics"] = {**RUN["metrics"], f"m.{text}": 0.5}
    run["by_type"] = {text: {"answer.contains": 0.5}}
    change = {"id": one["id"], "metric": text, "before": text, "after": text}
    comparison = {**COMPARISON, "run": text, "regressions": [f"m.{text}"], "changed": [change]}
    comparison["differences"] = {f"m.{text}": {"mean": -0.5, "low": -0.6, "high": -0.4, "questions": 3}}
    return run, [one, other, broken], comparison


HARMLESS = Reader(html_report(*attacked("x"))).elements


@settings(max_examples=60, deadline=None)
@given(ANY.filter(str.strip))
@example(ATTACK)
@example("{% raw %}{{ x }}")
@example("\ud800")
@example("javascript:window.ran=4")
def test_no_text_becomes_markup(text: str) -> None:
    run, results, comparison = attacked(text)
    page = html_report(run, results, comparison)
    page.encode("utf-8")
    read = Reader(page)
    expected = HARMLESS.copy()
    expected["wbr"] = read.elements["wbr"]  # a metric's name may break at its dots
    assert read.elements == expected
    (one, *_) = json.loads(read.data)["questions"]
    assert one["question"] == one["citations"][0]["quote"] == text.replace("\ud800", "?")


def test_what_json_cannot_say_is_left_out() -> None:
    run = {**RUN, "metrics": {"answer.contains": float("nan"), "answer.f1": float("inf")}}
    page = html_report(run, [result("q", scores={"answer.f1": float("nan")})], None)
    assert json.loads(Reader(page).data)["questions"][0]["scores"]["answer.f1"] is None
    assert "No gold in this set for answer.contains, answer.f1." in page


def test_a_bare_run_makes_a_page() -> None:
    page = html_report({"set": None, "metrics": {}}, [], {})
    assert "Against the baseline" not in page
    assert "<h1>Questions</h1>" in page


# The report in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield launched
        launched.close()


@contextmanager
def opened(browser: Browser, file: Path, page_of: str, width: int = 1280, id: str = "") -> Iterator[Page]:
    """The report from its file. Nothing else may be asked for, no script may fail, nothing may break the policy."""
    file.write_text(page_of, encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    faulty: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((file.as_uri(), "data:")):
            asked.append(request.url)

    context.on("request", note)
    page.on("pageerror", lambda error: faulty.append(str(error)))
    page.on("console", lambda message: faulty.append(message.text))
    page.goto(file.as_uri() + id)
    yield page
    assert asked == []
    assert faulty == []
    context.close()


def asked_of(page: Page) -> list[str]:
    return page.locator(".question:visible .id").filter(visible=True).all_inner_texts()


def test_an_evaluator_reads_the_worst_first(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "report.html", html_report(RUN, RESULTS, COMPARISON)) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("bridges.jsonl")
        expect(page.locator(".facts")).to_contain_text("2025-11-14T09:30:00Z")
        expect(page.locator("#count")).to_have_text("6 of 6 shown")
        assert asked_of(page) == ["broken/1 (ü)", "bold", "wrong", "shy", "uncited", "fine"]
        expect(page.locator(".body")).to_have_count(0)  # laid out when opened

        page.get_by_role("button", name="Gold sentence missed").click()
        expect(page.locator("#count")).to_have_text("2 of 6 shown")
        assert asked_of(page) == ["wrong", "uncited"]
        page.get_by_label("Type").select_option("who")
        assert asked_of(page) == ["uncited"]
        page.get_by_role("button", name="Show all").click()
        expect(page.locator("#count")).to_have_text("6 of 6 shown")
        page.get_by_label("Status").select_option("declined")
        assert asked_of(page) == ["shy"]
        page.get_by_label("Status").select_option("")
        page.get_by_label("Text").fill("bridge WRONG")
        assert asked_of(page) == ["wrong"]
        page.get_by_label("Text").fill("")
        page.get_by_label("Order").select_option("as in the set")
        assert asked_of(page) == [str(one["id"]) for one in RESULTS]
        page.get_by_label("Order").select_option("lowest answer.coverage")
        assert asked_of(page)[:2] == ["shy", "wrong"]


def test_a_question_is_read_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path / "report.html", html_report(RUN, RESULTS, COMPARISON)) as page:
        for name, key in (("broken/1 (ü)", "j"), ("bold", "j"), ("wrong", "j"), ("bold", "k"), ("wrong", "j")):
            page.keyboard.press(key)
            expect(page.locator(".question[open] > summary > .id")).to_have_text([name])
        expect(page.locator(".question[open] > summary")).to_be_focused()
        expect(page).to_have_url(re.compile("#wrong$"))
        body = page.locator(".question[open] .body")
        quote = body.locator(".citations blockquote")
        expect(quote).to_be_hidden()
        page.keyboard.press("Tab")
        expect(body.get_by_role("button", name="Citation 1, The Post")).to_be_focused()
        expect(quote).to_have_text(QUOTE)
        expect(body.get_by_role("button", expanded=True)).to_have_count(1)
        expect(body.locator("mark")).to_have_text(QUOTE)
        expect(body.locator(".passage.gold")).to_have_count(1)
        page.keyboard.press("/")
        page.keyboard.type("jk")
        expect(page.get_by_label("Text")).to_have_value("jk")
        expect(page.locator("#count")).to_have_text("0 of 6 shown")


def test_a_question_has_an_address(browser: Browser, tmp_path: Path) -> None:
    report = html_report(RUN, RESULTS, COMPARISON)
    with opened(browser, tmp_path / "report.html", report, id="#broken%2F1%20(%C3%BC)") as page:
        first = page.locator(".question[open]")
        expect(first).to_contain_text("Anyone there?")
        expect(first).to_contain_text("no answer")
        page.get_by_label("Type").select_option("who")
        page.get_by_role("link", name="fine", exact=True).click()  # a change since the baseline, filtered out
        expect(page.locator(".question[open] > summary > .id")).to_have_text(["fine"])
        expect(page.locator("#count")).to_have_text("6 of 6 shown")
        page.get_by_role("link", name="broken/1 (ü)").click()
        expect(first).to_contain_text("Anyone there?")


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_reaches_over_the_edge(browser: Browser, tmp_path: Path, width: int) -> None:
    long = result("long", type="a" * 90, question="b" * 300, answer="c" * 300)
    page_of = html_report({**RUN, "by_type": {"a" * 90: {}, "why": {}}}, [*RESULTS, long], COMPARISON)
    with opened(browser, tmp_path / "report.html", page_of, width, "#long") as page:
        expect(page.locator(".question[open]")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_attacks_are_shown_as_they_are(browser: Browser, tmp_path: Path) -> None:
    run, results, comparison = attacked(ATTACK)
    results[0]["citations"][0]["url"] = "javascript:window.ran=5"
    with opened(browser, tmp_path / "report.html", html_report(run, results, comparison)) as page:
        page.get_by_label("Text").fill("</script>")
        expect(page.locator("#count")).to_have_text("3 of 3 shown")
        for entry in page.locator(".question").all():
            entry.locator("> summary").click()
            expect(entry.locator(".body")).to_have_count(1)
        shown = page.locator(".question", has=page.locator(".marker")).first
        shown.locator(".marker").click()
        for part in ("> summary .asked", "> summary .type", ".answer", ".citations blockquote", ".citations p"):
            expect(shown.locator(part).first).to_contain_text(ATTACK.replace("\u2028", " ").split()[0])
            assert ATTACK in str(shown.locator(part).first.text_content())
        assert page.locator("script").count() == 2
        assert page.locator("img, iframe, object, embed, base, [onerror], [onfocus]").count() == 0
        assert page.locator('a[href^="javascript"]').count() == 0
        assert page.evaluate("window.ran") is None


def test_every_fault_has_words_of_its_own() -> None:
    assert len({fault.key for fault in FAULTS}) == len({fault.label for fault in FAULTS}) == len(FAULTS)


def test_the_head_tells_what_was_run_and_folds_the_rest_away() -> None:
    interval = {"n": 1, "low": 0.5, "high": 1.0}
    run = {
        "set": "set.jsonl",
        "config": {"engine": "extractive", "libraries": {"numpy": "2.4.6"}},
        "metrics": {"retrieval.hit@1": 1.0},
        "intervals": {"retrieval.hit@1": interval},
        "intervals_by_type": {"why": {"retrieval.hit@1": interval}},
    }
    page = html_report(run, [], None)
    assert "intervals_by_type" not in page
    head, folded = page.split("<details", 1)
    assert "extractive" in head
    assert "libraries.numpy" not in head
    assert "libraries.numpy" in folded.split("</details>")[0]
