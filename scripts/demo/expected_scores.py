"""The public and private score of every prediction file, computed by scikit-learn from the files as written."""

import json
from pathlib import Path

from sklearn.metrics import accuracy_score, log_loss

from competition_data import Competition, read_prediction

METRICS = {
    "digits": ("accuracy", accuracy_score),
    "odd-even": ("log_loss", lambda truth, given: log_loss(truth, given, eps=1e-15)),
}


def score_file(path: Path, data: Competition) -> dict[str, float]:
    metric = METRICS[data.name][1]
    given = read_prediction(path)
    if data.name == "digits":
        given = given.astype(int)
    splits = {"public": data.public, "private": ~data.public}
    return {name: float(metric(data.test_truth[rows], given[rows])) for name, rows in splits.items()}


def score_course(course: Path, competitions: list[Competition]) -> dict:
    """competition → metric, splits' sizes, baselines and files (paths below predictions/<competition>) with scores."""
    return {data.name: score_competition(course, data) for data in competitions}


def score_competition(course: Path, data: Competition) -> dict:
    predictions = course / "predictions" / data.name
    bundle = course / data.name
    return {
        "metric": METRICS[data.name][0],
        "rows": {"public": int(data.public.sum()), "private": int((~data.public).sum())},
        "baselines": {name: score_file(bundle / name, data) for name in ("simple.csv", "strong.csv")},
        "predictions": {
            path.relative_to(predictions).as_posix(): score_file(path, data)
            for path in sorted(predictions.rglob("*.csv"))
        },
    }


def write_scores(path: Path, scores: dict) -> None:
    path.write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")


def print_scores(scores: dict) -> None:
    for name, competition in scores.items():
        print(f"\n{name}: {competition['metric']}\n{'public':>9}  {'private':>9}  file")
        for file, score in [*competition["baselines"].items(), *competition["predictions"].items()]:
            print(f"{score['public']:9.5f}  {score['private']:9.5f}  {file}")
