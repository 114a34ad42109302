// A table of which one row is chosen: the first cell of each row is a button. Texts are only ever set as textContent.
function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text != null) node.textContent = text;
  return node;
}

function render({ model, el }) {
  const gone = new AbortController();
  const on = (node, name, act) => node.addEventListener(name, act, { signal: gone.signal });
  const frame = make("div", "wb-pick-frame");
  const table = make("table", "wb-pick");
  const caption = make("caption");
  const head = make("tr");
  const top = make("thead");
  const body = make("tbody");
  const empty = make("div", "wb-pick-none");
  top.append(head);
  table.append(caption, top, body);
  frame.append(table, empty);
  el.append(frame);
  const buttons = [];

  function reach(place) {
    buttons.forEach((button, k) => { button.tabIndex = k === place ? 0 : -1; });
  }

  function fill() {
    const held = buttons.findIndex((button) => button === document.activeElement);
    const columns = model.get("columns");
    head.replaceChildren(...columns.map((column) => {
      const cell = make("th", column.number ? "wb-number" : "", column.name);
      cell.scope = "col";
      return cell;
    }));
    buttons.length = 0;
    body.replaceChildren(...model.get("rows").map((line) => {
      const row = make("tr");
      line.cells.forEach((text, k) => {
        const cell = make("td", columns[k].number ? "wb-number" : "");
        if (k === 0) {
          const button = make("button", "wb-pick-button", text);
          button.dataset.key = line.key;
          buttons.push(button);
          cell.append(button);
        } else cell.textContent = text;
        row.append(cell);
      });
      return row;
    }));
    caption.textContent = model.get("caption");
    empty.textContent = model.get("empty");
    table.hidden = !buttons.length;
    empty.hidden = buttons.length > 0 || !model.get("empty");
    frame.hidden = table.hidden && empty.hidden;
    mark();
    if (held >= 0 && buttons.length) buttons[Math.min(held, buttons.length - 1)].focus();
  }

  function mark() {
    const chosen = buttons.findIndex((button) => button.dataset.key === model.get("chosen"));
    buttons.forEach((button, k) => {
      button.setAttribute("aria-pressed", String(k === chosen));
      button.closest("tr").classList.toggle("wb-chosen", k === chosen);
    });
    reach(Math.max(chosen, 0));
  }

  on(body, "click", (e) => {
    const row = e.target.closest("tr");
    if (row) model.send({ choose: row.querySelector("button").dataset.key });
  });
  on(body, "keydown", (e) => {
    const moves = { ArrowDown: 1, ArrowUp: -1, Home: -1e6, End: 1e6 };
    if (!(e.key in moves)) return;
    const place = Math.max(0, Math.min(buttons.indexOf(e.target) + moves[e.key], buttons.length - 1));
    e.preventDefault();
    reach(place);
    buttons[place].focus();
  });
  on(el, "focusin", (e) => { e.target.dataset.lmSuppressShortcuts = "true"; });

  fill();
  model.on("change:columns change:rows change:caption change:empty", fill);
  model.on("change:chosen", mark);
  return () => {
    gone.abort();
    model.off("change:columns change:rows change:caption change:empty", fill);
    model.off("change:chosen", mark);
  };
}
export default { render };
