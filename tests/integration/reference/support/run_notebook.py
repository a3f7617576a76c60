"""Runs a notebook's code cells in order, in one namespace: run_notebook.py <notebook> <JSON of parameters>.

As notebook runners do, the parameters are set after the cell that has the tag `parameters`.
"""

import json
import sys
from pathlib import Path

notebook = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
namespace = {"__name__": "__main__"}
for number, cell in enumerate(notebook["cells"]):
    if cell["cell_type"] != "code":
        continue
    exec(compile("".join(cell["source"]), f"cell {number}", "exec"), namespace)
    if "parameters" in cell["metadata"].get("tags", []):
        namespace.update(json.loads(sys.argv[2]))
