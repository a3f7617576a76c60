"""Makes the CSV files of the demo course from the handwritten digits that come with scikit-learn.

Run with Debian's Python (apt install python3-sklearn python3-yaml), from anywhere:

    /usr/bin/python3 scripts/demo/make_digits.py [--out courses/demo]

Writes data, solutions, baselines, the students' predictions, the deliberately bad files, the starter notebooks and
predictions/expected-scores.json, and prints that table. All seeds are fixed: a second run writes the same bytes.
"""

import os

# One thread: the order of a parallel sum, and with it the last bits of a model, would depend on the machine's load.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import shutil
import warnings
from pathlib import Path

from sklearn.exceptions import ConvergenceWarning

import digits_models
import odd_even_models
from bad_files import write_bad_files
from competition_data import (
    Competition,
    digits_competition,
    odd_even_competition,
    write_bundle_data,
    write_prediction,
)
from expected_scores import print_scores, score_course, write_scores
from listing import check_listing
from notebook import write_notebook
from training import Recipe, task_of

REPOSITORY = Path(__file__).resolve().parents[2]


def make_predictions(folder: Path, data: Competition, recipes: dict[str, Recipe]) -> None:
    task = task_of(data)
    for name, recipe in recipes.items():
        values = recipe(task).tolist()
        write_prediction(folder / f"{name}.csv", data, values)


def make_competition_files(course: Path, data: Competition, models, sample_value: str) -> None:
    bundle = course / data.name
    write_bundle_data(bundle, data, sample_value)
    make_predictions(bundle, data, models.BASELINES)
    predictions = course / "predictions" / data.name
    if predictions.exists():
        shutil.rmtree(predictions)
    for student, recipes in models.STUDENTS.items():
        make_predictions(predictions / student, data, recipes)


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes the CSV files of the demo course.")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "courses" / "demo")
    course = parser.parse_args().out
    # Some models are stopped early, and some pixels are always white: wanted here, a class has such models too.
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    warnings.filterwarnings("ignore", message="Variables are collinear")

    competitions = [digits_competition(), odd_even_competition()]
    make_competition_files(course, competitions[0], digits_models, "0")
    make_competition_files(course, competitions[1], odd_even_models, "0.5")
    write_bad_files(course / "predictions" / "bad", course)
    for data in competitions:
        starter = course / data.name / "reference" / "starter.py"
        if starter.exists():
            write_notebook(starter, starter.with_suffix(".ipynb"))
    scores = score_course(course, competitions)
    write_scores(course / "predictions" / "expected-scores.json", scores)
    print_scores(scores)
    check_listing(course)


if __name__ == "__main__":
    main()
