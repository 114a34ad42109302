// The table of examples: rows to type, paste, drag, switch and remove. Texts are only ever set as value or textContent.
function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text != null) node.textContent = text;
  return node;
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function render({ model, el }) {
  const gone = new AbortController();
  const on = (node, name, act) => node.addEventListener(name, act, { signal: gone.signal });
  const frame = make("div", "wb-examples");
  const head = make("div", "wb-example wb-head");
  const list = make("div", "wb-rows");
  const add = make("button", "wb-add", "Add row");
  const known = make("datalist");
  known.id = `wb-labels-${Math.random().toString(36).slice(2)}`;
  head.setAttribute("aria-hidden", "true"); // each box says its own column
  list.setAttribute("role", "list");
  list.setAttribute("aria-label", "Examples");
  add.type = "button";
  frame.append(head, list, known, add);
  el.append(frame);

  const rows = new Map(); // key -> {root, handle, use, cells: Map, place, note, remove}
  let sent = model.get("seen"); // edits sent so far; until all are back, what stands in the boxes is newer
  let dragged = null;
  let asIs = false; // Ctrl+Shift+V pastes into one cell
  let wanted = null; // what gets the focus when rows have come or gone: {rows, at}

  const say = (message) => model.send(message);
  const nodes = () => [...list.children];
  const rowOf = (target) => target.closest(".wb-example");
  const keyOf = (target) => Number(rowOf(target).dataset.key);
  const columns = () => model.get("columns");

  function grow(box) {
    if (box.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  }

  function drawHead() {
    const widths = columns().map((column) => (column.long ? "minmax(0, 3fr)" : "minmax(90px, 1fr)"));
    frame.style.setProperty("--wb-columns", `26px 26px ${widths.join(" ")} 44px 30px`);
    head.replaceChildren(
      make("span"),
      make("span", "", "use"),
      ...columns().map((column) => make("span", "", column.name)),
      make("span", "", "place"),
      make("span"),
    );
    const labels = columns().flatMap((column) => column.labels);
    known.replaceChildren(
      ...labels.map((label) => {
        const option = make("option");
        option.value = label;
        return option;
      }),
    );
  }

  function makeCell(row, column) {
    const box = make(column.long ? "textarea" : "input", "wb-cell");
    if (column.long) box.rows = 1;
    else if (column.labels.length) box.setAttribute("list", known.id);
    box.dataset.column = column.name;
    box.autocomplete = "off";
    box.spellcheck = false;
    return box;
  }

  function addRow(key) {
    const row = { root: make("div", "wb-example"), cells: new Map(), signature: "" };
    row.root.setAttribute("role", "listitem");
    row.root.dataset.key = key;
    row.handle = make("span", "wb-handle", "\u2195");
    row.handle.setAttribute("role", "button");
    row.handle.tabIndex = 0;
    row.handle.draggable = true;
    row.use = make("input", "wb-use");
    row.use.type = "checkbox";
    row.place = make("span", "wb-place");
    row.note = make("div", "wb-row-note");
    row.note.id = `${known.id}-${key}`;
    row.remove = make("button", "wb-remove", "\u2715");
    row.remove.type = "button";
    rows.set(key, row);
    return row;
  }

  function drawCells(row) {
    const signature = JSON.stringify(columns());
    if (row.signature === signature) return;
    row.signature = signature;
    row.cells.clear();
    for (const column of columns()) row.cells.set(column.name, makeCell(row, column));
    row.root.replaceChildren(row.handle, row.use, ...row.cells.values(), row.place, row.remove, row.note);
  }

  // Only what differs is touched, so that focus and half-typed text survive.
  function drawRow(row, line, at, settled) {
    const fresh = row.signature !== JSON.stringify(columns());
    drawCells(row);
    for (const [name, box] of row.cells) {
      const text = line.cells[name] ?? "";
      if ((settled || fresh) && box.value !== text) {
        box.value = text;
        grow(box);
      }
      box.setAttribute("aria-label", `Row ${at + 1}, ${name}`);
      box.setAttribute("aria-describedby", row.note.id);
      box.setAttribute("aria-invalid", String(line.bad));
    }
    row.use.checked = line.on;
    row.use.setAttribute("aria-label", `Use row ${at + 1}`);
    row.handle.setAttribute("aria-label", `Reorder row ${at + 1}`);
    row.handle.title = "Drag, or press the up and down keys here; Alt+Up and Alt+Down anywhere in the row";
    row.remove.setAttribute("aria-label", `Remove row ${at + 1}`);
    row.root.classList.toggle("wb-off", !line.on);
    row.root.classList.toggle("wb-bad", line.bad);
    set(row.place, line.place);
    set(row.note, line.note);
    row.note.hidden = !line.note;
  }

  function draw() {
    const lines = model.get("rows");
    const settled = model.get("seen") >= sent;
    const held = list.contains(document.activeElement) ? document.activeElement : null;
    drawHead();
    const kept = new Set(lines.map((line) => line.key));
    for (const [key, row] of rows)
      if (!kept.has(key)) {
        row.root.remove();
        rows.delete(key);
      }
    const shown = lines.map((line) => rows.get(line.key) ?? addRow(line.key));
    if (!dragged && shown.some((row, at) => nodes()[at] !== row.root)) list.append(...shown.map((row) => row.root));
    lines.forEach((line, at) => drawRow(shown[at], line, at, settled));
    list.hidden = head.hidden = lines.length === 0;
    if (wanted && shown.length > wanted.rows) {
      shown.at(-1).cells.values().next().value?.focus();
      wanted = null;
    } else if (wanted && shown.length < wanted.rows) {
      (shown[Math.min(wanted.at, shown.length - 1)]?.remove ?? add).focus();
      wanted = null;
    } else if (held?.isConnected && document.activeElement !== held) held.focus(); // moving a node drops the focus
  }

  function move(row, other, before) {
    if (!other) return;
    const focus = document.activeElement;
    other[before ? "before" : "after"](row);
    focus.focus();
    say({ do: "move", key: Number(row.dataset.key), to: nodes().indexOf(row) });
  }

  function newRow() {
    wanted = { rows: rows.size };
    say({ do: "add" });
  }

  on(list, "input", (e) => {
    if (!e.target.matches(".wb-cell")) return;
    grow(e.target);
    sent += 1;
    say({ do: "edit", key: keyOf(e.target), column: e.target.dataset.column, value: e.target.value, sent });
  });
  on(list, "change", (e) => {
    if (e.target.matches(".wb-use")) say({ do: "switch", key: keyOf(e.target), on: e.target.checked });
  });
  on(list, "click", (e) => {
    if (!e.target.matches(".wb-remove")) return;
    wanted = { rows: rows.size, at: nodes().indexOf(rowOf(e.target)) };
    say({ do: "remove", key: keyOf(e.target) });
  });
  on(add, "click", newRow);
  on(list, "paste", (e) => {
    const text = e.clipboardData?.getData("text/plain") ?? "";
    if (asIs || !e.target.matches(".wb-cell") || !/[\t\n\r]/.test(text.trim())) return;
    e.preventDefault();
    say({ do: "paste", key: keyOf(e.target), column: e.target.dataset.column, text });
  });
  on(list, "keydown", (e) => {
    asIs = e.shiftKey && e.key.toLowerCase() === "v";
    const step = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    const row = rowOf(e.target);
    if (step && (e.altKey || e.target.matches(".wb-handle"))) {
      e.preventDefault();
      move(row, step < 0 ? row.previousElementSibling : row.nextElementSibling, step < 0);
    } else if (e.key === "Enter" && e.target.matches("input.wb-cell") && !e.ctrlKey && !e.metaKey) {
      e.preventDefault();
      if (row.nextElementSibling) row.nextElementSibling.querySelector(".wb-cell").focus();
      else newRow();
    }
  });
  on(list, "dragstart", (e) => {
    if (!e.target.matches?.(".wb-handle")) return;
    dragged = rowOf(e.target);
    e.dataTransfer.setData("text/plain", "");
    e.dataTransfer.effectAllowed = "move";
    e.dataTransfer.setDragImage(dragged, 0, 0);
    dragged.classList.add("wb-dragged");
  });
  on(list, "dragover", (e) => {
    if (!dragged) return;
    e.preventDefault();
    const over = rowOf(e.target);
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    over[e.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
  });
  on(list, "drop", (e) => {
    if (dragged) e.preventDefault();
  });
  on(list, "dragend", (e) => {
    if (!dragged) return;
    const row = dragged;
    dragged = null;
    row.classList.remove("wb-dragged");
    if (e.dataTransfer.dropEffect === "none") draw(); // given up by Escape, or let go outside
    else say({ do: "move", key: Number(row.dataset.key), to: nodes().indexOf(row) });
  });
  on(el, "focusin", (e) => {
    e.target.dataset.lmSuppressShortcuts = "true";
  });

  draw();
  const changes = "change:rows change:columns change:seen";
  model.on(changes, draw);
  return () => {
    gone.abort();
    model.off(changes, draw);
  };
}
export default { render };
