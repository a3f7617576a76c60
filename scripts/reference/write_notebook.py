"""Writes reference/phoneme/phoneme.ipynb from phoneme.py, and the copy of the reference code inside the HW2 bundle."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "demo"))

from notebook import write_notebook  # noqa: E402

SOURCE = ROOT / "reference" / "phoneme"
BUNDLE = ROOT / "courses" / "ml2021spring" / "hw2" / "reference"

write_notebook(SOURCE / "phoneme.py", SOURCE / "phoneme.ipynb")
BUNDLE.mkdir(parents=True, exist_ok=True)
for name in ("phoneme.ipynb", "phoneme.py", "phoneme.ts", "package.json", "README.md"):
    shutil.copyfile(SOURCE / name, BUNDLE / name)
