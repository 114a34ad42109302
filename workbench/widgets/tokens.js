// Draws tokens and their alternatives. Model text is only ever set as textContent.
const SIGNS = { " ": "\u00b7", "\t": "\u2192", "\n": "\u23ce", "\r": "\u240d" };
const hidden = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const seen = (text) =>
  text.replace(/[ \t\n\r]/g, (c) => SIGNS[c]).replace(hidden, (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
const NAMES = { " ": "space", "\n": "line break", "\t": "tab" };
const said = (text) => (text.trim() ? text.trim() : [...text].map((c) => NAMES[c] || c).join(" ") || "nothing");
const percent = (p) => (p == null ? "not known" : `${(100 * p).toFixed(p < 0.001 ? 3 : 1)} %`);
const clamp = (value, low, high) => Math.max(low, Math.min(value, high));

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text) node.textContent = text;
  return node;
}

function render({ model, el }) {
  const gone = new AbortController();
  const on = (node, name, act, more) => node.addEventListener(name, act, { signal: gone.signal, ...more });
  const status = make("div", "wb-status");
  const state = make("span", "wb-state");
  state.setAttribute("role", "status");
  const progress = make("span", "wb-progress");
  status.append(state, progress);
  const legend = make("div", "wb-legend", "Probability of each token: ");
  const help = make("div", "wb-help",
    "Point at a token to see what else could have stood there; choose one to go on from it. " +
    "By keyboard: Tab to a token, arrow keys to move, Enter to list, Enter to choose, Escape to close.");
  const list = make("div", "wb-samples");
  const menu = make("div", "wb-menu");
  menu.popover = "manual";
  menu.setAttribute("role", "menu");
  el.classList.add("wb-tokens");
  el.append(status, list, legend, help, menu);

  const blocks = []; // one a sample: {root, head, strip, note, spans, tokens}
  let here = [0, 0]; // the one token that Tab reaches: sample, position
  let open = null; // the token whose menu is open
  let closing = 0;

  const step = (p) => model.get("legend").findIndex(([low]) => Math.round(p * 1000) / 1000 >= low);
  const span = ([s, i]) => blocks[s] && blocks[s].spans[i];

  function drawLegend() {
    model.get("legend").forEach(([, words], k) => legend.append(make("span", `wb-t wb-q${k}`, words), " "));
  }

  function drawStatus() {
    if (state.textContent !== model.get("state")) state.textContent = model.get("state");
    progress.textContent = model.get("progress");
    status.classList.toggle("wb-failed", model.get("failed"));
    status.classList.toggle("wb-busy", model.get("busy"));
  }

  function addBlock() {
    const root = make("div", "wb-sample");
    const head = make("div", "wb-label");
    const strip = make("div", "wb-strip");
    const prompt = make("span", "wb-prompt");
    const note = make("span", "wb-note");
    strip.append(prompt, note);
    root.append(head, strip);
    list.append(root);
    blocks.push({ root, head, strip, prompt, note, spans: [] });
  }

  function dropToken(block) {
    const last = block.spans.pop();
    if (last.previousSibling && last.previousSibling.nodeName === "WBR") last.previousSibling.remove();
    last.remove();
  }

  // Keyed by place: only what differs is touched, so that focus survives streaming.
  function drawToken(block, s, i, token) {
    let node = block.spans[i];
    const key = token[0] + "|" + token[1];
    if (node && node.dataset.key === key) return;
    if (node) {
      while (block.spans.length > i) dropToken(block);
    }
    const [text, p] = token;
    node = make("span", p == null ? "wb-t wb-plain" : `wb-t wb-q${step(p)}`, seen(text));
    node.dataset.key = key;
    node.dataset.s = s;
    node.dataset.i = i;
    if (p != null) {
      node.setAttribute("role", "button");
      node.setAttribute("aria-haspopup", "menu");
      node.setAttribute("aria-label", `token ${i + 1}, ${said(text)}, ${percent(p)}`);
      node.tabIndex = s === here[0] && i === here[1] ? 0 : -1;
    }
    if (text.includes("\n")) node.append(make("br"));
    block.spans.push(node);
    if (/^\s/.test(text)) block.strip.insertBefore(make("wbr"), block.note);
    block.strip.insertBefore(node, block.note);
  }

  function draw() {
    const samples = model.get("samples");
    while (blocks.length > samples.length) blocks.pop().root.remove();
    samples.forEach((sample, s) => {
      if (!blocks[s]) addBlock();
      const block = blocks[s];
      block.head.textContent = sample.label;
      block.head.hidden = !sample.label;
      block.prompt.textContent = sample.prompt == null ? model.get("prompt") : sample.prompt;
      block.note.textContent = sample.note ? ` (${sample.note})` : "";
      while (block.spans.length > sample.tokens.length) dropToken(block);
      sample.tokens.forEach((token, i) => drawToken(block, s, i, token));
    });
    const none = samples.length === 0;
    legend.hidden = help.hidden = none;
    list.classList.toggle("wb-empty", none);
    if (none) list.textContent = model.get("empty");
    else if (list.firstChild && list.firstChild.nodeType === Node.TEXT_NODE) list.firstChild.remove();
    if (!span(here) || span(here).tabIndex < 0) home();
  }

  function home() {
    const s = blocks.findIndex((block) => block.spans.some((node) => node.hasAttribute("role")));
    if (s < 0) return;
    here = [s, blocks[s].spans.findIndex((node) => node.hasAttribute("role"))];
    span(here).tabIndex = 0;
  }

  function hide() {
    clearTimeout(closing);
    if (open) menu.hidePopover();
    open = null;
  }

  function fill(node) {
    const s = +node.dataset.s, i = +node.dataset.i;
    const [text, p, others] = model.get("samples")[s].tokens[i];
    menu.replaceChildren(make("div", "wb-menu-head", `Token ${i + 1} \u201c${seen(text)}\u201d: ${percent(p)}`));
    menu.setAttribute("aria-label", `What else could have stood at token ${i + 1}`);
    others.forEach(([other, q], k) => {
      const item = make("button", "wb-item");
      const bar = make("span", "wb-bar");
      bar.style.width = `${Math.round(60 * q)}px`;
      item.append(make("span", "wb-name", seen(other) + (other === text ? " (chosen)" : "")),
        make("span", "wb-p", percent(q)), bar);
      item.setAttribute("role", "menuitem");
      item.setAttribute("aria-label", `${said(other)}, ${percent(q)}${other === text ? ", chosen" : ""}: go on from here`);
      item.tabIndex = -1;
      item.disabled = model.get("busy");
      item.onclick = () => pick(s, i, k);
      menu.append(item);
    });
    const note = !others.length ? "No alternatives were asked for: set logprobs to 1 or more."
      : model.get("busy") ? "Stop, or wait for the end, to go on from one of these." : "Choose one to go on from it.";
    menu.append(make("div", "wb-menu-note", note));
  }

  function show(node) {
    if (!node.hasAttribute("role") || open === node) return;
    hide();
    fill(node);
    open = node;
    menu.showPopover();
    const box = node.getBoundingClientRect(), size = menu.getBoundingClientRect();
    const below = box.bottom + 2, above = box.top - size.height - 2;
    menu.style.left = `${clamp(box.left, 4, innerWidth - size.width - 4)}px`;
    menu.style.top = `${clamp(below + size.height > innerHeight && above > 0 ? above : below, 4, innerHeight - size.height - 4)}px`;
  }

  function pick(s, i, k) {
    const node = span([s, i]);
    hide();
    if (node) node.focus();
    hide();
    model.send({ type: "branch", sample: s, position: i, alternative: k });
  }

  function go(s, i) {
    const node = span([s, i]);
    if (!node || !node.hasAttribute("role")) return;
    if (span(here)) span(here).tabIndex = -1;
    here = [s, i];
    node.tabIndex = 0;
    node.focus();
  }

  function along(s, i, by) {
    const flat = blocks.flatMap((block, a) => block.spans.map((node, b) => [a, b, node])).filter((x) => x[2].hasAttribute("role"));
    const place = flat.findIndex(([a, b]) => a === s && b === i);
    const next = flat[clamp(place + by, 0, flat.length - 1)];
    if (next) go(next[0], next[1]);
  }

  function onToken(e) {
    const node = e.target.closest(".wb-t[role]");
    if (!node) return;
    const s = +node.dataset.s, i = +node.dataset.i;
    const moves = { ArrowRight: 1, ArrowLeft: -1, Home: -1e6, End: 1e6 };
    if (e.key in moves) along(s, i, moves[e.key]);
    else if (["Enter", " ", "ArrowDown"].includes(e.key) && !e.ctrlKey && !e.metaKey) {
      show(node);
      const first = menu.querySelector(".wb-item:not([disabled])");
      if (first) first.focus();
    } else if (e.key === "Escape") hide();
    else return;
    e.preventDefault();
  }

  function onMenu(e) {
    const items = [...menu.querySelectorAll(".wb-item:not([disabled])")];
    const place = items.indexOf(document.activeElement);
    const node = open;
    if (e.key === "ArrowDown") items[Math.min(place + 1, items.length - 1)]?.focus();
    else if (e.key === "ArrowUp" && place > 0) items[place - 1].focus();
    else if ((e.key === "ArrowUp" || e.key === "Escape") && node) {
      node.focus();
      if (e.key === "Escape") hide();
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }

  const later = () => { clearTimeout(closing); closing = setTimeout(hide, 250); };
  const keep = () => clearTimeout(closing);
  on(list, "mouseover", (e) => { const node = e.target.closest(".wb-t[role]"); if (node) { keep(); show(node); } });
  on(list, "mouseleave", later);
  on(menu, "mouseenter", keep);
  on(menu, "mouseleave", later);
  on(list, "click", (e) => { const node = e.target.closest(".wb-t[role]"); if (node) { go(+node.dataset.s, +node.dataset.i); show(node); } });
  on(list, "focusin", (e) => { if (e.target.matches(".wb-t[role]")) { keep(); show(e.target); } });
  on(el, "focusout", (e) => { if (open && e.relatedTarget !== open && !menu.contains(e.relatedTarget)) hide(); });
  on(list, "keydown", onToken);
  on(menu, "keydown", onMenu);
  on(el, "focusin", (e) => { e.target.dataset.lmSuppressShortcuts = "true"; });
  on(document, "scroll", (e) => { if (open && !menu.contains(e.target)) hide(); }, { capture: true, passive: true });

  drawLegend();
  drawStatus();
  draw();
  model.on("change:samples change:prompt change:empty", draw);
  model.on("change:state change:progress change:failed change:busy", drawStatus);
  return () => {
    hide();
    gone.abort();
    model.off("change:samples change:prompt change:empty", draw);
    model.off("change:state change:progress change:failed change:busy", drawStatus);
  };
}
export default { render };
