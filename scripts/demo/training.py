"""What the demo's model lists share: how a recipe becomes the values of one prediction file."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone
from sklearn.metrics import accuracy_score, log_loss

from competition_data import Competition


@dataclass(frozen=True)
class Task:
    """What a student has: the training rows, the test images (both scaled to 0..1) and the public leaderboard."""

    train_images: np.ndarray
    train_truth: np.ndarray
    test_images: np.ndarray
    public_score: Callable[[np.ndarray], float]
    """Of the values of a whole prediction file; the higher the better, so log loss comes with a minus sign."""


Recipe = Callable[[Task], np.ndarray]


def task_of(data: Competition) -> Task:
    def public_score(values: np.ndarray) -> float:
        truth, given = data.test_truth[data.public], values[data.public]
        if data.name == "digits":
            return accuracy_score(truth, given)
        return -log_loss(truth, np.round(given, 6), eps=1e-15)

    return Task(data.train_images / 16, data.train_truth, data.test_images / 16, public_score)


def labels(model, rows: int | None = None) -> Recipe:
    """Fits `model` on the first `rows` training rows (all by default) and predicts a label a test row."""

    def run(task: Task) -> np.ndarray:
        return clone(model).fit(task.train_images[:rows], task.train_truth[:rows]).predict(task.test_images)

    return run


def odds(model, rows: int | None = None) -> Recipe:
    """Like `labels`, but predicts the probability of class 1."""

    def run(task: Task) -> np.ndarray:
        fitted = clone(model).fit(task.train_images[:rows], task.train_truth[:rows])
        return fitted.predict_proba(task.test_images)[:, 1]

    return run


def best_on_board(recipes: list[Recipe]) -> Recipe:
    """The prediction with the best public score: what comes of choosing by the leaderboard instead of by validation.

    It stands for many attempts of which one is kept here.
    """

    def run(task: Task) -> np.ndarray:
        tried = [recipe(task) for recipe in recipes]
        return tried[int(np.argmax([task.public_score(values) for values in tried]))]

    return run


def mean_of(recipes: list[Recipe]) -> Recipe:
    """The mean of several predictions of probabilities."""
    return lambda task: np.mean([recipe(task) for recipe in recipes], axis=0)


def vote_of(recipes: list[Recipe]) -> Recipe:
    """The label most often predicted; the smallest of those tied."""

    def run(task: Task) -> np.ndarray:
        votes = np.array([recipe(task) for recipe in recipes])
        return np.array([np.bincount(column).argmax() for column in votes.T])

    return run


def with_shifts(recipe: Recipe) -> Recipe:
    """Adds each training image moved by one pixel up, down, left and right, the gap filled with white."""

    def run(task: Task) -> np.ndarray:
        images = task.train_images.reshape(-1, 8, 8)
        padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
        corners = [(1, 1), (0, 1), (2, 1), (1, 0), (1, 2)]
        moved = [padded[:, y : y + 8, x : x + 8].reshape(-1, 64) for y, x in corners]
        truth = np.tile(task.train_truth, len(corners))
        return recipe(Task(np.concatenate(moved), truth, task.test_images, task.public_score))

    return run
