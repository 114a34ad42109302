// The list of studies: one row a study, one of them chosen. Names are only ever set as textContent.
function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text != null) node.textContent = text;
  return node;
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function bar() {
  const root = make("div", "wb-bar-frame");
  root.setAttribute("role", "progressbar");
  root.setAttribute("aria-valuemin", "0");
  root.setAttribute("aria-valuemax", "100");
  root.append(make("div", "wb-bar-done"));
  return root;
}

function render({ model, el }) {
  const gone = new AbortController();
  const on = (node, name, act) => node.addEventListener(name, act, { signal: gone.signal });
  const frame = make("div", "wb-list");
  const table = make("table", "wb-studies");
  const head = make("tr");
  const body = make("tbody");
  const empty = make("div", "wb-none");
  const rows = []; // {root, name, state, bar, words, size}
  const top = make("thead");
  for (const title of ["Study", "State", "Progress", "Size"]) {
    const cell = make("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  top.append(head);
  table.setAttribute("aria-label", "Studies of this workspace");
  table.append(top, body);
  frame.append(table, empty);
  el.append(frame);

  function addRow() {
    const row = { root: make("tr"), name: make("button", "wb-study"), state: make("td"), bar: bar() };
    row.words = make("span", "wb-words");
    row.size = make("td");
    const first = make("td");
    const progress = make("td");
    first.append(row.name);
    progress.append(row.bar, row.words);
    row.root.append(first, row.state, progress, row.size);
    body.append(row.root);
    rows.push(row);
  }

  // Keyed by place: only what differs is touched, so that focus survives the updates of a run.
  function drawRow(row, line, chosen, reached) {
    set(row.name, line.name);
    set(row.state, line.state);
    set(row.words, line.words);
    set(row.size, line.size);
    row.name.setAttribute("aria-pressed", String(chosen));
    row.name.tabIndex = reached ? 0 : -1;
    row.root.classList.toggle("wb-chosen", chosen);
    row.root.dataset.state = line.state;
    row.bar.setAttribute("aria-valuenow", String(line.share));
    row.bar.setAttribute("aria-valuetext", line.words);
    row.bar.setAttribute("aria-label", `Progress of ${line.name}`);
    row.bar.firstChild.style.width = `${line.share}%`;
  }

  function draw() {
    const lines = model.get("rows");
    const chosen = lines.findIndex((line) => line.key === model.get("chosen"));
    while (rows.length > lines.length) rows.pop().root.remove();
    while (rows.length < lines.length) addRow();
    lines.forEach((line, k) => drawRow(rows[k], line, k === chosen, k === Math.max(chosen, 0)));
    table.hidden = lines.length === 0;
    empty.hidden = lines.length > 0;
    set(empty, model.get("empty"));
  }

  const place = (node) => rows.findIndex((row) => row.root.contains(node));

  on(body, "click", (e) => {
    const at = place(e.target);
    if (at >= 0) model.send({ choose: model.get("rows")[at].key });
  });
  on(body, "keydown", (e) => {
    const moves = { ArrowDown: 1, ArrowUp: -1, Home: -1e6, End: 1e6 };
    if (!(e.key in moves)) return;
    const next = rows[Math.max(0, Math.min(place(e.target) + moves[e.key], rows.length - 1))];
    e.preventDefault();
    rows.forEach((row) => { row.name.tabIndex = row === next ? 0 : -1; });
    next.name.focus();
  });
  on(el, "focusin", (e) => { e.target.dataset.lmSuppressShortcuts = "true"; });

  draw();
  model.on("change:rows change:chosen change:empty", draw);
  return () => {
    gone.abort();
    model.off("change:rows change:chosen change:empty", draw);
  };
}
export default { render };
