/* The list of questions: filters, order, keys, and the address of a question (`#` and its id). A question is laid out
   when it is first opened, so that a long list costs a line each. Needs question.js before it. */

(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const find = (id) => document.getElementById(id);
  const controls = { words: find("filter-words"), type: find("filter-type"), status: find("filter-status"), fault: find("filter-fault"), order: find("order") };
  const list = find("questions");
  const switches = [...document.querySelectorAll("button[data-fault]")];

  const entries = data.questions.map((question) => ({ question, words: wordsOf(question), element: entryOf(question) }));
  const byId = new Map(entries.map((entry) => [entry.question.id, entry]));
  let shown = [];
  let current = null;

  function wordsOf({ id, type, question, search, sentences, declined, gold, history }) {
    const texts = [id, type, question, search.query, search.gold, declined && declined.message];
    texts.push(...sentences.map((one) => one.text), ...gold.answers.map((one) => one.text), ...gold.evidence.map((one) => one.quote));
    texts.push(...history.map((turn) => turn.content));
    return texts.filter(Boolean).join("\n").toLowerCase();
  }

  function entryOf(question) {
    const { id, type, status, faults } = question;
    const chips = faults.map((key) => tag(data.faults[key], "bad"));
    const summary = make(
      "summary",
      {},
      make("span", { class: `status ${status}` }, status),
      make("span", { class: "asked" }, question.question),
      make("span", { class: "chips" }, ...chips),
      make("span", { class: "type" }, type),
      make("span", { class: "id" }, id),
    );
    const entry = make("details", { class: faults.length ? "question faulty" : "question" }, summary);
    entry.addEventListener("toggle", () => opened(entry, question));
    return entry;
  }

  function opened(element, question) {
    if (!element.open) return;
    if (element.children.length === 1) element.append(layOut(question));
    current = byId.get(question.id);
    history.replaceState(null, "", `#${encodeURIComponent(question.id)}`);
  }

  // Which are shown, and in which order

  const ORDERS = {
    worst: () => data.worst.map((at) => entries[at]),
    set: () => entries,
    slow: () => sorted((scores) => -(scores["latency_ms.total"] ?? -1)),
  };

  function sorted(by) {
    return [...entries].sort((one, other) => by(one.question.scores) - by(other.question.scores));
  }

  function inOrder() {
    const chosen = controls.order.value;
    if (chosen in ORDERS) return ORDERS[chosen]();
    const metric = chosen.slice("metric:".length);
    return sorted((scores) => scores[metric] ?? Infinity); // what has no value comes last; Infinity − Infinity keeps the order
  }

  function fits({ question, words }) {
    const fault = controls.fault.value;
    const wanted = controls.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    return (
      (!controls.type.value || question.type === controls.type.value.slice(1)) &&
      (!controls.status.value || question.status === controls.status.value) &&
      (!fault || (fault === "*" ? question.faults.length > 0 : fault === "-" ? !question.faults.length : question.faults.includes(fault))) &&
      wanted.every((word) => words.includes(word))
    );
  }

  function filter() {
    shown = inOrder().filter(fits);
    const kept = new Set(shown);
    for (const entry of entries) entry.element.hidden = !kept.has(entry);
    find("count").textContent = `${shown.length} of ${entries.length} shown`;
    for (const button of switches) button.setAttribute("aria-pressed", button.dataset.fault === controls.fault.value);
  }

  function reorder() {
    list.append(...inOrder().map(({ element }) => element));
    filter();
  }

  function choices(control, values, mark) {
    for (const value of values) control.append(make("option", { value: mark + value }, value || "none"));
  }

  // Going from question to question

  function go(entry) {
    if (!entry) return;
    if (current && current !== entry) current.element.open = false;
    current = entry;
    entry.element.open = true;
    entry.element.firstElementChild.focus({ preventScroll: true });
    entry.element.scrollIntoView({ block: "start" });
  }

  function step(by) {
    const at = shown.indexOf(current);
    go(at < 0 ? shown[0] : shown[Math.max(0, Math.min(shown.length - 1, at + by))]);
  }

  function follow() {
    let id = location.hash.slice(1);
    try {
      id = decodeURIComponent(id);
    } catch {
      return; // no address of ours
    }
    const entry = byId.get(id);
    if (!entry) return;
    if (entry.element.hidden) {
      find("filters").reset();
      reorder();
    }
    go(entry);
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
    const act = { j: () => step(1), k: () => step(-1), "/": () => controls.words.focus() }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  choices(controls.type, new Set(data.questions.map((one) => one.type)), "="); // so that a type of no name is no "all"
  choices(controls.status, new Set(data.questions.map((one) => one.status)), "");
  const metrics = new Set(data.questions.flatMap(({ scores }) => Object.keys(scores)));
  for (const metric of metrics) {
    if (!metric.startsWith("latency_ms.")) controls.order.append(make("option", { value: `metric:${metric}` }, `lowest ${metric}`));
  }

  for (const name of ["type", "status", "fault"]) controls[name].addEventListener("change", filter);
  controls.words.addEventListener("input", filter);
  controls.order.addEventListener("change", reorder);
  find("filters").addEventListener("submit", (event) => event.preventDefault());
  find("filters").addEventListener("reset", () => setTimeout(reorder)); // after the controls are reset
  for (const button of switches) {
    button.addEventListener("click", () => {
      controls.fault.value = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.fault;
      filter();
      if (controls.fault.value) find("section-questions").scrollIntoView();
    });
  }
  document.addEventListener("keydown", pressed);
  window.addEventListener("hashchange", follow);
  reorder();
  follow();
})();
