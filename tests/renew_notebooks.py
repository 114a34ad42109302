"""Runs the notebooks from the top and saves them with their outputs: ``make notebooks``, or with names as arguments."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from workbench.nbtol import is_progress_bar

FOLDER = Path(__file__).parents[1] / "notebooks"


def renew(path: Path) -> None:
    """Run one notebook in its own folder and write it back without what differs from run to run."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not is_progress_bar(output)]
    notebook.metadata["language_info"] = {"name": "python"}
    nbformat.write(notebook, path)


def main() -> None:
    names = sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.ipynb"))
    for name in names:
        print(f"{name} ...", flush=True)
        renew(FOLDER / f"{name}.ipynb")


if __name__ == "__main__":
    main()
