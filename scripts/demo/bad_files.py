"""Prediction files that must be refused, one for each kind of mistake; made from the digits' strong baseline."""

from collections.abc import Callable
from pathlib import Path

Lines = list[str]


def spreadsheet_damage(lines: Lines) -> Lines:
    """Every tenth label as a spreadsheet writes a number in scientific format: `2` becomes `2.0e0`, line 17 `2.0e1`."""
    damaged = [
        with_value(line, f"{line.split(',')[1]}.0e0") if row % 10 == 5 else line for row, line in enumerate(lines)
    ]
    damaged[16] = with_value(lines[16], "2.0e1")
    return damaged


def missing_rows(lines: Lines) -> Lines:
    """The last 97 rows are gone, as after a broken download or an unfinished last batch."""
    return lines[:-97]


def duplicate_ids(lines: Lines) -> Lines:
    """Rows 101 to 103 stand twice and those that should follow are missing: the number of rows is right."""
    return lines[:104] + lines[101:104] + lines[107:]


def unknown_ids(lines: Lines) -> Lines:
    """Ids counted from zero instead of those of test.csv."""
    return [lines[0], *(f"{row},{line.split(',')[1]}" for row, line in enumerate(lines[1:]))]


def wrong_header(lines: Lines) -> Lines:
    return ["id,label", *lines[1:]]


def not_a_number(lines: Lines) -> Lines:
    """Three cells that are no labels: nan, an empty one, a decimal comma inside quotes."""
    broken = list(lines)
    for row, value in ((10, "nan"), (20, ""), (30, '"3,0"')):
        broken[row] = with_value(lines[row], value)
    return broken


def with_value(line: str, value: str) -> str:
    return f"{line.split(',')[0]},{value}"


KINDS: dict[str, Callable[[Lines], Lines]] = {
    "spreadsheet-damage": spreadsheet_damage,
    "missing-rows": missing_rows,
    "duplicate-ids": duplicate_ids,
    "unknown-ids": unknown_ids,
    "wrong-header": wrong_header,
    "not-a-number": not_a_number,
}


def write_bad_files(folder: Path, course: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lines = (course / "digits" / "strong.csv").read_text(encoding="utf-8").splitlines()
    for name, damage in KINDS.items():
        text = "\n".join(damage(lines)) + "\n"
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")
    # As "Unicode text" is saved by a spreadsheet on Windows: UTF-16, little-endian, with a byte order mark, CRLF.
    text = "\r\n".join(lines) + "\r\n"
    (folder / "utf-16.csv").write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
