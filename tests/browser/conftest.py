"""A real JupyterLab in a real Chromium, with settings, kernels and notebooks of its own for each test."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "screenshots"
REMEDY = "No Chromium here. Get it: apt-get install -y chromium fonts-dejavu (browser tests need nothing else)."

# Text that does not fit its own box.
WIDE = """root => [...root.querySelectorAll("*")].filter(e => { const s = getComputedStyle(e);
  return e.clientWidth && s.display !== "inline" && !["auto", "scroll"].includes(s.overflowX)
    && e.scrollWidth > e.clientWidth + 1;
}).map(e => [e.tagName, e.className, e.textContent.slice(0, 40), e.scrollWidth, e.clientWidth])"""

# Text that a box around it cuts off, and open menus that leave the window.
CLIP = """root => { const out = []; for (const e of root.querySelectorAll("*")) {
  const b = e.getBoundingClientRect(); if (!b.width || !e.textContent.trim()) continue;
  if (e.closest(":popover-open")) {
    if (b.bottom > innerHeight || b.right > innerWidth || b.top < 0) out.push(["window", e.className]); continue; }
  for (let p = e.parentElement; p && !p.matches(".jp-Cell"); p = p.parentElement) {
    const s = getComputedStyle(p), q = p.getBoundingClientRect();
    if (["auto", "scroll"].includes(s.overflowX) && ["auto", "scroll"].includes(s.overflowY)) break;
    if (s.overflowX !== "visible" && b.right > q.right + 1 || s.overflowY !== "visible" && b.bottom > q.bottom + 1) {
      out.push([e.tagName, e.className, p.className, e.textContent.slice(0, 40)]); break; } } } return out; }"""

# Pictures in outputs that did not load.
BROKEN = "() => [...document.querySelectorAll('.jp-OutputArea img')].filter(i => i.complete && !i.naturalWidth).length"

# Boxes that show nothing where something should be.
BLANK = """root => [...root.querySelectorAll(".widget-button, .wb-status, .wb-samples, .wb-count, .wb-title, label")]
  .filter(e => e.offsetParent && !e.textContent.trim()).map(e => [e.tagName, e.className])"""


class Lab:
    """One JupyterLab with one notebook open in one page."""

    def __init__(self, page: Any, folder: Path, port: int) -> None:
        self.page, self.folder, self._port = page, folder, port
        self.trouble: list[str] = []
        page.on("pageerror", lambda error: self.trouble.append(str(error)))

    @property
    def panel(self) -> Any:
        """The first panel in the notebook."""
        return self.page.locator(".wb-panel").first

    def open(self, notebook: str) -> None:
        """Open a notebook of the folder and wait for its kernel."""
        from playwright.sync_api import expect

        self.page.goto(f"http://127.0.0.1:{self._port}/lab/tree/{notebook}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        # Run All before the kernel is there opens a dialog and runs nothing.
        expect(self.page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=90_000)

    def run_all(self) -> None:
        """Run all cells, as a person would."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def wait_until_idle(self, seconds: int = 300) -> None:
        """Wait until every cell that was asked to run has ended."""
        self.page.wait_for_function(
            """() => { const marks = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")];
              return marks.length && marks.every(m => /\\[\\d+\\]/.test(m.textContent)); }""",
            timeout=seconds * 1000,
        )

    def from_the_top(self, name: str) -> None:
        """Run a notebook of the project in its order and see that no cell failed and every picture is there."""
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", self.folder / f"{name}.ipynb")
        self.open(f"{name}.ipynb")
        self.page.keyboard.press("Control+b")
        self.run_all()
        self.wait_until_idle()
        assert self.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
        assert self.page.evaluate(BROKEN) == 0

    def faults(self, part: Any = None) -> list[Any]:
        """Return what is cut off or blank in the panel (or another part of the page)."""
        part = part or self.panel
        return [fault for scan in (WIDE, CLIP, BLANK) for fault in part.evaluate(scan)]

    def shot(self, name: str) -> None:
        """Leave a screenshot where a person can look at it."""
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def resize(self, width: int, height: int = 800) -> None:
        """Change the window, and let the page settle."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_timeout(500)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium; without one, skip with the line that installs it."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found:
        return found
    if os.environ.get("WORKBENCH_REQUIRE_BROWSER") == "1":
        pytest.fail(REMEDY)
    pytest.skip(REMEDY)


@pytest.fixture
def open_lab(tmp_path: Path, chromium: str) -> Iterator[Callable[..., Lab]]:
    """Return ``open_lab(theme="Light", size=(1280, 800))``, which starts a JupyterLab on ``tmp_path / "notebooks"``."""
    from playwright.sync_api import sync_playwright

    (tmp_path / "notebooks").mkdir()
    servers: list[subprocess.Popen[bytes]] = []
    with sync_playwright() as playwright, (tmp_path / "server.log").open("wb") as log:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)

        def start(*, theme: str = "Light", size: tuple[int, int] = (1280, 800)) -> Lab:
            _write_settings(tmp_path / "cfg", theme)
            port = _free_port()
            servers.append(_serve(tmp_path, port, log))
            _wait_for(port, servers[-1], tmp_path / "server.log")
            page = browser.new_page(viewport={"width": size[0], "height": size[1]})
            page.set_default_timeout(20_000)
            return Lab(page, tmp_path / "notebooks", port)

        try:
            yield start
        finally:
            browser.close()
            for server in servers:
                _end(server)


def _write_settings(folder: Path, theme: str) -> None:
    settings = folder / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(f'{{"theme": "JupyterLab {theme}"}}')
    # The news toast would cover the lower right corner.
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false"}')


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(folder: Path, port: int, log: Any) -> "subprocess.Popen[bytes]":
    own = {
        "JUPYTER_CONFIG_DIR": "cfg",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "run",
        "IPYTHONDIR": "ipython",
    }
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    env = {**os.environ, **{name: str(folder / place) for name, place in own.items()}, "PYTHONPATH": paths}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password="]
    command += ["--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={folder / 'notebooks'}"]
    command += ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    return subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


def _end(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(10)
