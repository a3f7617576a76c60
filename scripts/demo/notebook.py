"""Turns a starter script with `# %%` cells into the same thing as a Jupyter notebook (nbformat 4.5)."""

import json
from pathlib import Path

MARKER = "# %%"


def write_notebook(script: Path, target: Path) -> None:
    """
    A cell marked `# %% [markdown]` holds comment lines only; the text before the first marker is such a cell too. A cell
    marked `# %% [parameters]` gets that tag; one marked `# %% [script only]` is left out.
    """
    head, *cells = script.read_text(encoding="utf-8").split(f"\n{MARKER}")
    parsed = [cell("markdown", head.strip().strip('"').strip(), 0)]
    for index, text in enumerate(cells, start=1):
        first, _, rest = text.partition("\n")
        if "[markdown]" in first:
            lines = [line.removeprefix("#").removeprefix(" ") for line in rest.strip().splitlines()]
            parsed.append(cell("markdown", "\n".join(lines), index))
        elif "[script only]" in first:
            continue
        else:
            parsed.append(cell("code", rest.strip(), index, ["parameters"] if "[parameters]" in first else []))
    notebook = {
        "cells": parsed,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def cell(kind: str, text: str, index: int, tags: list[str] | None = None) -> dict:
    metadata = {"tags": tags} if tags else {}
    made = {"cell_type": kind, "id": f"cell-{index}", "metadata": metadata, "source": text.splitlines(keepends=True)}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    return made
