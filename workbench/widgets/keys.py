"""Keys for a whole panel: Ctrl+Enter runs, Escape stops, and JupyterLab's own keys stay out of it."""

import pathlib
from typing import Any

import anywidget
import traitlets

__all__ = ["Keys"]

# JupyterLab takes its keys in the capture phase on the document and gives up only where the
# focused node itself carries the attribute below. Text boxes of ipywidgets stop bubbling, so
# the listener is a capture listener. Trait updates from the page are throttled and can be
# overtaken by a message, so a "run" carries what stands in every labelled box.
_SCRIPT = """
function values(panel) {
  const out = {};
  for (const box of panel.querySelectorAll("textarea, input:not([type=checkbox])"))
    if (box.labels && box.labels[0]) out[box.labels[0].textContent.trim()] = box.value;
  return out;
}
function render({ model, el }) {
  el.style.display = "none";
  const gone = new AbortController();
  requestAnimationFrame(() => {
    const panel = el.closest(".wb-panel");
    if (!panel) return;
    const on = (name, act, capture) => panel.addEventListener(name, act, { capture, signal: gone.signal });
    on("focusin", (e) => { e.target.dataset.lmSuppressShortcuts = "true"; }, false);
    on("keydown", (e) => {
      if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
        e.preventDefault();
        e.stopPropagation();
        model.send({ key: "run", values: values(panel) });
      } else if (e.key === "Escape" && !e.target.closest("[popover]")) {
        model.send({ key: "stop" });
      }
    }, true);
    on("click", (e) => {
      const hit = e.target.closest(".wb-run:not([disabled]), [class*=wb-act-]:not([disabled])");
      if (!hit) return;
      e.stopPropagation();
      const named = [...hit.classList].find((name) => name.startsWith("wb-act-"));
      model.send({ key: named ? named.slice("wb-act-".length) : "run", values: values(panel) });
    }, true);
  });
  return () => gone.abort();
}
export default { render };
"""


class Keys(anywidget.AnyWidget):
    """An invisible child of a box with the class ``wb-panel``; it sends ``{"key": "run" or "stop"}``.

    A click on a button with the class ``wb-run`` counts as ``run`` too, and one with the class
    ``wb-act-NAME`` as ``NAME``: the message then holds the text as it stands in the page, not as it
    stood when the last update got through.
    """

    _esm = traitlets.Unicode(_SCRIPT).tag(sync=True)
    _css = pathlib.Path(__file__).parent / "panel.css"

    def __repr__(self) -> str:
        return "Keys()"

    def on_key(self, act: Any) -> None:
        """Call ``act(key, values)`` for each message; ``values`` holds text by label."""

        def receive(_widget: object, content: object, _buffers: object) -> None:
            if isinstance(content, dict) and isinstance(content.get("key"), str):
                values = content.get("values")
                act(content["key"], values if isinstance(values, dict) else {})

        self.on_msg(receive)
