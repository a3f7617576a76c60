"""Holds demo.yaml against the files: every submission listed exists, every file is listed, limits are kept."""

from collections import Counter
from pathlib import Path

import yaml

SUBMISSIONS_PER_DAY = 5
SELECTED_MAX = 2


def check_listing(course: Path) -> None:
    """Raises SystemExit with every disagreement found; says so and returns where there is no demo.yaml yet."""
    listing = course / "demo.yaml"
    if not listing.exists():
        print(f"\n{listing} does not exist: nothing to check")
        return
    demo = yaml.safe_load(listing.read_text(encoding="utf-8"))
    mistakes = [
        mistake
        for competition in demo["competitions"]
        for mistake in competition_mistakes(course / "predictions" / competition["assignment"], competition)
    ]
    if mistakes:
        raise SystemExit("\n".join(["demo.yaml disagrees with the files:", *mistakes]))


def competition_mistakes(folder: Path, competition: dict) -> list[str]:
    name = competition["assignment"]
    listed = [
        f"{student}/{submission['file']}"
        for student, submissions in competition["submissions"].items()
        for submission in submissions
    ]
    made = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.csv"))
    mistakes = [f"{name}: {file} is listed but not made" for file in listed if file not in made]
    mistakes += [f"{name}: {file} is made but not listed" for file in made if file not in listed]
    for student, submissions in competition["submissions"].items():
        mistakes += [f"{name}: {student} {problem}" for problem in student_mistakes(submissions, competition)]
    return mistakes


def student_mistakes(submissions: list[dict], competition: dict) -> list[str]:
    when = [moment(submission) for submission in submissions]
    mistakes = []
    if when != sorted(set(when)):
        mistakes.append("has submissions out of order or at the same time")
    if min(when) < moment(competition["opens"]) or max(when) > moment(competition["closes"]):
        mistakes.append("has a submission outside of the competition's time")
    if max(Counter(day for day, _ in when).values()) > SUBMISSIONS_PER_DAY:
        mistakes.append(f"has more than {SUBMISSIONS_PER_DAY} submissions on a day")
    if sum(submission.get("selected", False) for submission in submissions) > SELECTED_MAX:
        mistakes.append(f"has selected more than {SELECTED_MAX}")
    return mistakes


def moment(entry: dict) -> tuple[int, str]:
    """Sorts by time: the days before count downwards, the time of day is `HH:MM:SS`."""
    return -entry["daysBeforeNow"], entry["timeUtc"]
