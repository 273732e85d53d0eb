/* Markers: a link `#cite-VERSION-START-END-ID` becomes a card on hover and focus, and opens the article beside
   the chat on click. Words from outside are only ever set as text. */
(() => {
  "use strict";

  const MARKER = 'a[href^="#cite-"]';
  const PLACE = /^#cite-(\d+)-(\d+)-(\d+)-(.+)$/;
  const CARD = "cite-card";
  const LINES = ["outlet", "headline", "day", "quote", "also"]; // of a marker's title

  let shown = null; // the marker whose card is shown, with the title it had
  let hiding = 0;
  let opener = null; // the marker that opened the panel
  let opening = 0;

  const markerOf = (target) => (target instanceof Element ? target.closest(MARKER) : null);

  function placeOf(marker) {
    const found = PLACE.exec(marker.getAttribute("href"));
    if (!found) return null;
    const [version, start, end] = found.slice(1, 4).map(Number);
    try {
      return { version, start, end, id: decodeURIComponent(found[4]) };
    } catch {
      return null;
    }
  }

  function make(tag, text, attributes) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    return element;
  }

  // The card

  function showCard(marker) {
    clearTimeout(hiding);
    if (shown && shown.marker === marker) return;
    hideCard();
    const title = marker.getAttribute("title");
    if (!title) return;
    const card = make("div", "", { id: CARD, role: "tooltip" });
    const lines = title.split("\n");
    lines.forEach((line, at) => card.append(make("p", line, { class: LINES[at] || "quote" })));
    document.body.append(card);
    marker.removeAttribute("title"); // else the browser shows its own beside the card
    marker.setAttribute("aria-describedby", CARD);
    shown = { marker, title, card };
    put(card, marker);
  }

  function put(card, marker) {
    const mark = marker.getClientRects()[0] || marker.getBoundingClientRect();
    const box = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(mark.left, window.innerWidth - box.width - 8));
    const above = mark.top - box.height - 6;
    card.style.left = `${left}px`;
    card.style.top = `${above >= 8 ? above : mark.bottom + 6}px`;
  }

  function hideCard() {
    clearTimeout(hiding);
    if (!shown) return;
    shown.card.remove();
    shown.marker.setAttribute("title", shown.title);
    shown.marker.removeAttribute("aria-describedby");
    shown = null;
  }

  // The panel

  async function openPanel(marker) {
    const place = placeOf(marker);
    const panel = document.getElementById("article");
    if (!place || !panel) return;
    hideCard();
    opener = marker;
    const also = (marker.getAttribute("title") || "").split("\n")[LINES.indexOf("also")];
    const mine = ++opening;
    const article = await read(place);
    if (mine !== opening) return; // another was opened, or this one closed, meanwhile
    const close = make("button", "Close", { type: "button", id: "article-close" });
    close.addEventListener("click", leavePanel);
    const head = make("div", "", { id: "article-head" });
    head.append(close);
    panel.replaceChildren(head, ...(article.text === undefined ? [make("p", article.message)] : body(article, place, also)));
    if (panel.hidden && !pushed()) history.pushState({ article: true }, "");
    panel.hidden = false;
    document.body.classList.add("reading");
    const quoted = panel.querySelector("mark");
    if (quoted) quoted.scrollIntoView({ block: "center" });
    (quoted || close).focus({ preventScroll: true });
  }

  async function read(place) {
    const address = new URL(`article/${encodeURIComponent(place.id)}?version=${place.version}`, document.baseURI);
    try {
      return await (await fetch(address)).json();
    } catch {
      return { message: "The article cannot be read just now." };
    }
  }

  function body(article, place, also) {
    const by = [article.outlet, article.day, article.authors.join(", ")].filter(Boolean).join(" · ");
    const parts = [make("h2", article.title || "Article"), make("p", by, { class: "by" })];
    const original = link(article.url);
    if (original) parts.push(original);
    if (also) parts.push(make("p", also, { class: "by" }));
    if (article.version !== article.latest) {
      parts.push(make("p", "A later version is loaded. This is the one that was cited.", { class: "by" }));
    }
    return [...parts, ...paragraphs(article.text, place.start, place.end)];
  }

  function link(url) {
    if (!url || !URL.canParse(url)) return null;
    const { protocol, host } = new URL(url);
    if (!["http:", "https:"].includes(protocol)) return null;
    const paragraph = make("p", "", { class: "by" });
    const words = `Read the original at ${host.replace(/^www\./, "")}`;
    paragraph.append(make("a", words, { href: url, target: "_blank", rel: "noopener noreferrer" }));
    return paragraph;
  }

  /* Offsets count code points; strings here count UTF-16 units. */
  function paragraphs(text, start, end) {
    const points = Array.from(text);
    const made = [];
    let from = 0;
    for (let to = 0; to <= points.length; to += 1) {
      if (to < points.length && points[to] !== "\n") continue;
      const words = (a, b) => points.slice(Math.max(a, from), Math.max(Math.min(b, to), from)).join("");
      const paragraph = make("p");
      paragraph.append(words(from, start));
      if (words(start, end)) paragraph.append(make("mark", words(start, end), { tabindex: "-1" }));
      paragraph.append(words(Math.max(end, from), to));
      if (paragraph.textContent.trim()) made.push(paragraph);
      from = to + 1;
    }
    return made;
  }

  /* An open panel is a step of the browser's history, so that Back closes it and does not leave the page. */
  const pushed = () => Boolean(history.state && history.state.article);

  function leavePanel() {
    const panel = document.getElementById("article");
    if (panel && !panel.hidden && pushed()) history.back();
    else closePanel();
  }

  function closePanel() {
    const panel = document.getElementById("article");
    opening += 1;
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
    document.body.classList.remove("reading");
    const back = opener && opener.isConnected ? opener : twin(opener);
    if (back) back.focus();
    hideCard();
  }

  /* A message that grew has new elements: the same place in the new ones. */
  function twin(marker) {
    const href = marker && marker.getAttribute("href");
    return Array.from(document.querySelectorAll(MARKER)).find((other) => other.getAttribute("href") === href);
  }

  // One listener of each kind, for markers come and go

  document.addEventListener("mouseover", (event) => {
    const marker = markerOf(event.target);
    if (marker) showCard(marker);
    else if (shown && shown.card.contains(event.target)) clearTimeout(hiding);
  });
  document.addEventListener("mouseout", (event) => {
    if (!shown || !(shown.marker.contains(event.target) || shown.card.contains(event.target))) return;
    clearTimeout(hiding);
    hiding = setTimeout(hideCard, 150);
  });
  document.addEventListener("focusin", (event) => {
    const marker = markerOf(event.target);
    if (marker && marker.matches(":focus-visible")) showCard(marker);
  });
  document.addEventListener("focusout", (event) => {
    if (markerOf(event.target)) hideCard();
  });
  document.addEventListener("scroll", hideCard, { capture: true, passive: true });
  document.addEventListener("click", (event) => {
    const marker = markerOf(event.target);
    if (!marker) return;
    event.preventDefault();
    event.stopPropagation();
    openPanel(marker);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (shown) hideCard();
    else leavePanel();
  });
  window.addEventListener("popstate", closePanel);

  // The box: it keeps what is typed while an answer comes, and the keyboard's focus when its button changes

  const BUTTONS = { "submit-button": "Send", "stop-button": "Stop" };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || !event.target.closest?.("#question")) return;
    if (event.target.localName !== "textarea" || !document.querySelector("#question .stop-button")) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("click", (event) => {
    const byKeyboard = event.detail === 0;
    const button = event.target instanceof Element && event.target.closest("#question button");
    if (byKeyboard && button) document.querySelector("#question textarea").focus();
  });

  /* Gradio labels a message with its raw Markdown; without the label, a screen reader reads what is shown. The
     buttons of the box it does not label at all. */
  new MutationObserver(() => {
    for (const [name, label] of Object.entries(BUTTONS)) {
      document.querySelectorAll(`#question .${name}:not([aria-label])`).forEach((one) => one.setAttribute("aria-label", label));
    }
    document.querySelectorAll('[data-testid="bot"][aria-label]').forEach((bubble) => bubble.removeAttribute("aria-label"));
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-label"] });
})();
