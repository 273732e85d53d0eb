/* One question laid out: the answer beside what was found, each held against the gold. It is given the JSON of
   question.py and gives elements. Texts come from outside: they only ever pass through textContent. */
"use strict";

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== "")); // a string is appended as text
  return element;
}

const part = (title, ...children) => make("section", { class: "part" }, make("h4", {}, title), ...children);
const tag = (text, kind) => make("span", { class: `tag ${kind || ""}` }, text);
const number = (value) => (Number.isInteger(value) ? String(value) : Number(value).toFixed(3));

function layOut(question) {
  const said = make(
    "div",
    { class: "column" },
    ...[conversation, faultsOf, searchOf, answerOf, declineOf, goldOf, scoresOf].map((one) => one(question)).filter(Boolean),
  );
  return make("div", { class: "body" }, said, make("div", { class: "column" }, evidenceOf(question)));
}

function conversation({ history }) {
  if (!history.length) return null;
  const turns = history.map((turn) => make("li", { class: turn.role === "user" ? "user" : "bot" }, tag(turn.role), " ", turn.content));
  return part("Conversation so far", make("ol", { class: "turns" }, ...turns));
}

function faultsOf({ expectations, error, notice, changes }) {
  const lines = expectations.map((text) => make("li", {}, tag("expected", "bad"), " ", text));
  if (error) lines.push(make("li", {}, tag(`error ${error.kind || ""}`, "bad"), " ", String(error.message || "")));
  if (notice) lines.push(make("li", {}, tag("notice"), " ", notice));
  for (const { metric, before, after } of changes) {
    lines.push(make("li", {}, tag("since the baseline", after < before ? "bad" : ""), ` ${metric}: ${plain(before)} → ${plain(after)}`));
  }
  return lines.length ? part("Noted", make("ul", { class: "lines" }, ...lines)) : null;
}

const plain = (value) => (typeof value === "string" ? value : value === undefined ? "–" : JSON.stringify(value));

function searchOf({ search }) {
  if (!search.query && !search.gold) return null;
  const lines = [make("p", {}, search.query || "nothing was searched", ...search.limits.flatMap((one) => [" ", tag(one)]))];
  if (search.gold) lines.push(make("p", { class: "quiet" }, tag("by hand", "gold"), " ", search.gold));
  return part("Searched", ...lines);
}

// The answer: a marker shows the sentence that it cites

function answerOf({ sentences, citations }) {
  if (!sentences.length) return null;
  const cards = new Map(citations.map((citation) => [citation.n, card(citation)]));
  const open = (n) => {
    for (const [other, { marker, element }] of cards) {
      element.classList.toggle("open", other === n);
      marker.forEach((one) => one.setAttribute("aria-expanded", other === n));
    }
  };
  const text = make("p", { class: "answer" });
  for (const sentence of sentences) {
    text.append(sentence.text);
    for (const n of sentence.citations) if (cards.has(n)) text.append(" ", markerOf(cards.get(n), n, open));
    text.append(" ");
  }
  return part("Answer", text, make("ol", { class: "citations" }, ...[...cards.values()].map(({ element }) => element)));
}

let made = 0; // for ids that no text from outside has a part in

function card(citation) {
  const { n, title, outlet, day, quote, url, gold, article } = citation;
  const link = url ? make("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, "original") : null;
  const head = make(
    "p",
    {},
    make("span", { class: "n" }, String(n)),
    " ",
    [outlet, day].filter(Boolean).join(", "),
    `${outlet || day ? ": " : ""}${title || article}`,
    gold ? " " : null,
    gold ? tag(gold === "sentence" ? "gold sentence" : "gold article", gold === "sentence" ? "good" : "gold") : null,
    link ? " " : null,
    link,
  );
  const element = make("li", { id: `citation-${(made += 1)}`, "aria-live": "polite" }, head, make("blockquote", {}, quote));
  return { element, marker: [], label: `Citation ${n}, ${outlet || article}` };
}

function markerOf(card, n, open) {
  const attributes = { type: "button", class: "marker", "aria-label": card.label, "aria-expanded": "false", "aria-controls": card.element.id };
  const marker = make("button", attributes, String(n));
  marker.addEventListener("click", () => open(n));
  marker.addEventListener("focus", () => open(n));
  card.marker.push(marker);
  return marker;
}

function declineOf({ declined }) {
  if (!declined) return null;
  const nearest = declined.nearest.map((one) =>
    make("li", {}, make("p", {}, `${[one.outlet, one.day].filter(Boolean).join(", ")}: ${one.title || one.article}`), make("blockquote", {}, one.quote)),
  );
  return part("Declined", make("p", { class: "answer" }, tag(declined.kind), " ", declined.message), nearest.length ? make("ol", { class: "nearest" }, ...nearest) : null);
}

// The gold

function goldOf({ gold }) {
  const lines = [];
  if (!gold.answerable) lines.push(make("p", {}, tag("to be declined", "gold"), gold.refusal ? ` ${gold.refusal}` : ""));
  const list = (items) => make("ul", { class: "lines" }, ...items.map(({ text, said }) => make("li", {}, said ? tag("said", "good") : tag("not said"), " ", text)));
  if (gold.answers.length) lines.push(list(gold.answers));
  if (gold.parts.length) lines.push(make("p", { class: "quiet" }, "All of these parts"), list(gold.parts));
  for (const [name, value] of Object.entries(gold.expected)) lines.push(make("p", { class: "quiet" }, `${name}: ${plain(value)}`));
  if (gold.evidence.length > 1) lines.push(make("p", { class: "quiet" }, gold.mode === "all" ? "All of these sentences" : "Any of these sentences"));
  lines.push(...gold.evidence.map(goldSentence));
  return part("Gold", ...(lines.length ? lines : [make("p", { class: "quiet" }, "none")]));
}

function goldSentence({ article, title, quote, rank, article_rank, cited }) {
  const found = rank ? `found in passage ${rank}` : article_rank ? `only the article found, from passage ${article_rank}` : "article not found";
  const tags = [tag(found, rank ? "good" : "bad"), " ", cited.length ? tag(`cited as ${cited.join(", ")}`, "good") : tag("not cited")];
  return make("div", { class: "gold-sentence" }, quote ? make("blockquote", {}, quote) : null, make("p", { class: "quiet" }, ...tags, " ", title || article));
}

function scoresOf({ scores, timings }) {
  const row = (name, value, zero) => make("div", { class: zero ? "zero" : null }, make("dt", {}, name), make("dd", {}, value));
  const shares = Object.entries(scores).filter(([name]) => !name.startsWith("latency_ms."));
  const cells = shares.map(([name, value]) => row(name, value === null ? "–" : number(value), value === 0));
  const times = Object.entries(timings).map(([name, value]) => row(`${name} ms`, typeof value === "number" ? value.toFixed(0) : plain(value)));
  return part("Scores and timings", make("dl", { class: "scores" }, ...cells, ...times));
}

// The evidence: passages with gold are open

function evidenceOf({ evidence }) {
  if (!evidence.length) return part("Evidence", make("p", { class: "quiet" }, "none"));
  return part(`Evidence, ${evidence.length} passages`, ...evidence.map(passage));
}

function passage({ rank, score, article, title, gold, cited, pieces }) {
  const holds = pieces.some(([, marked]) => marked);
  const tags = [holds && tag("gold sentence", "good"), gold && !holds && tag("gold article", "gold"), cited.length && tag(`cited as ${cited.join(", ")}`)];
  const summary = make(
    "summary",
    {},
    make("span", { class: "n" }, String(rank)),
    make("span", { class: "name" }, title || article, ...tags.filter(Boolean).flatMap((one) => [" ", one])),
    make("span", { class: "score" }, typeof score === "number" ? number(score) : ""),
    make("span", { class: "start" }, pieces.map(([text]) => text).join("").slice(0, 160)),
  );
  const text = pieces.map(([text, marked]) => (marked ? make("mark", {}, text) : text));
  return make("details", { class: gold ? "passage gold" : "passage", open: holds }, summary, make("p", {}, ...text), title ? make("p", { class: "quiet id" }, article) : null);
}
