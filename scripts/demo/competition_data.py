"""The demo's two competitions as arrays and as CSV files of their bundles."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TRAIN_ROWS = 900
PIXELS = [f"p{row}{column}" for row in range(8) for column in range(8)]
PARTITION_SEED = 20261102


@dataclass(frozen=True)
class Competition:
    """One competition's data. Images are rows of 64 pixels in 0..16; ids are integers, ascending in both parts."""

    name: str
    target: str
    train_ids: np.ndarray
    train_images: np.ndarray
    train_truth: np.ndarray
    test_ids: np.ndarray
    test_images: np.ndarray
    test_truth: np.ndarray
    public: np.ndarray
    """One boolean a test row: True where Usage is Public."""


def make_competition(name: str, target: str, truth_of, seed: int) -> Competition:
    """Reads the digits and deals them out. `truth_of` turns the digits (0..9) into what is to be predicted.

    Both competitions have the same images in train and test, else the training labels of one would tell about the test
    labels of the other. Ids and Usage are dealt anew for each, so neither says anything about a label.
    """
    digits = load_digits()
    images = digits.data.astype(int)
    truth = truth_of(digits.target)
    order = np.random.default_rng(PARTITION_SEED).permutation(len(images))
    rng = np.random.default_rng(seed)
    train = rng.permutation(order[:TRAIN_ROWS])
    test = rng.permutation(order[TRAIN_ROWS:])
    public = np.zeros(len(test), dtype=bool)
    public[rng.permutation(len(test))[: len(test) // 2]] = True
    return Competition(
        name=name,
        target=target,
        train_ids=np.arange(1, len(train) + 1),
        train_images=images[train],
        train_truth=truth[train],
        test_ids=np.arange(len(train) + 1, len(images) + 1),
        test_images=images[test],
        test_truth=truth[test],
        public=public,
    )


def digits_competition() -> Competition:
    return make_competition("digits", "Class", lambda digit: digit, seed=1797)


def odd_even_competition() -> Competition:
    return make_competition("odd-even", "Odd", lambda digit: digit % 2, seed=8064)


def write_csv(path: Path, header: list[str], rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(header), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_bundle_data(folder: Path, data: Competition, sample_value: str) -> None:
    """Writes train.csv, test.csv, solution.csv and sample_submission.csv of a bundle."""
    train = np.column_stack([data.train_ids, data.train_images, data.train_truth])
    write_csv(folder / "data" / "train.csv", ["Id", *PIXELS, data.target], train)
    test = np.column_stack([data.test_ids, data.test_images])
    write_csv(folder / "data" / "test.csv", ["Id", *PIXELS], test)
    usage = np.where(data.public, "Public", "Private")
    solution = zip(data.test_ids, data.test_truth, usage)
    write_csv(folder / "solution.csv", ["Id", data.target, "Usage"], solution)
    write_prediction(folder / "sample_submission.csv", data, [sample_value] * len(data.test_ids))


def write_prediction(path: Path, data: Competition, values) -> None:
    """Writes a prediction file. Labels stand as integers, probabilities with six decimals."""
    written = [f"{value:.6f}" if isinstance(value, float) else value for value in values]
    write_csv(path, ["Id", data.target], zip(data.test_ids, written))


def read_prediction(path: Path) -> np.ndarray:
    """The values of a prediction file in the order of its rows, as numbers."""
    return np.loadtxt(path, delimiter=",", skiprows=1, usecols=1)
