"""In a real kernel: an interrupt leaves everything usable, and a mistake is answered in one line."""

from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel


@pytest.fixture(scope="module")
def kernel() -> Iterator[tuple[Any, Any]]:
    manager, client = start_new_kernel(kernel_name="python3")
    client.execute_interactive("import workbench as wb; model = wb.open_model('fake')", timeout=60)
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client: Any, source: str) -> list[dict[str, Any]]:
    """Run a cell and return what it showed."""
    shown: list[dict[str, Any]] = []
    client.execute_interactive(source, timeout=60, output_hook=shown.append)
    return [message["content"] for message in shown if message["msg_type"] in {"stream", "error", "execute_result"}]


def test_an_interrupted_stream_leaves_the_model_usable(kernel: tuple[Any, Any]) -> None:
    manager, client = kernel
    source = "for piece in model.stream('One', max_tokens=1900, logit_bias={max(model.end_ids): -100}): print('.', flush=True)"
    client.execute(source)
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    assert client.get_shell_msg(timeout=10)["content"]["ename"] == "KeyboardInterrupt"
    assert run(client, "model.complete('One', max_tokens=2).usage.completion_tokens")[-1]["data"]["text/plain"] == "2"


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("wb.open_model('SmolLM2')", "Did you mean 'SmolLM2-135M-Instruct-Q4_1'"),
        ("model.complete('a', temperature=-1)", "temperature goes from 0 to 2"),
        ("model.complete('a', stop=['a', 'b', 'c', 'd', 'e'])", "up to 4 are allowed"),
        ("model.complete('\\ud800')", "lone surrogate"),
        ("model.complete([])", "The list of prompts is empty"),
    ],
)
def test_a_mistake_is_answered_without_a_page_of_traceback(kernel: tuple[Any, Any], mistake: str, words: str) -> None:
    shown = run(kernel[1], mistake)[-1]
    assert len(shown["traceback"]) == 1
    assert words in shown["traceback"][0]
