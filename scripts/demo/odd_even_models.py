"""Who predicted what in the competition "Odd or Even": student → name of the file → recipe."""

import numpy as np
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import BernoulliNB, GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from training import Recipe, Task, best_on_board, mean_of, odds, with_shifts


def knn(k: int, **options) -> KNeighborsClassifier:
    return KNeighborsClassifier(k, **options)


def svm(seed: int = 0, **options) -> SVC:
    return SVC(probability=True, random_state=seed, **options)


def mlp(width: int, seed: int, **options) -> MLPClassifier:
    return MLPClassifier((width,), solver="lbfgs", max_iter=100, random_state=seed, **options)


def calibrated(model) -> CalibratedClassifierCV:
    return CalibratedClassifierCV(model, method="sigmoid", cv=5)


def bounded(recipe: Recipe, margin: float) -> Recipe:
    """Moves probabilities into [margin, 1 − margin], so that one sure mistake does not cost the whole score."""
    return lambda task: np.clip(recipe(task), margin, 1 - margin)


def sharpened(recipe: Recipe, power: float) -> Recipe:
    """Multiplies the log-odds by `power`: above 1 every row becomes surer than the model was."""

    def run(task: Task) -> np.ndarray:
        given = np.clip(recipe(task), 1e-9, 1 - 1e-9)
        return 1 / (1 + (1 / given - 1) ** power)

    return run


def mixtures(components: int, seed: int) -> Recipe:
    """Bayes' rule with one Gaussian mixture for the odd and one for the even digits, on 20 principal components."""

    def run(task: Task) -> np.ndarray:
        reduce = PCA(20, random_state=seed).fit(task.train_images)
        train, test = reduce.transform(task.train_images), reduce.transform(task.test_images)
        even, odd = (
            GaussianMixture(components, covariance_type="full", reg_covar=0.02, random_state=seed)
            .fit(train[task.train_truth == label])
            .score_samples(test)
            for label in (0, 1)
        )
        return 1 / (1 + np.exp(np.clip(even - odd, -700, 700)))

    return run


SVM_GRID = {"C": [1, 3, 10], "gamma": [0.05, 0.1, 0.2, 0.3]}
FOREST = RandomForestClassifier(300, random_state=2)
BOOSTING = GradientBoostingClassifier(
    n_estimators=200, max_depth=4, max_features="sqrt", subsample=0.7, random_state=5
)
SVM_SHARP = odds(svm(C=10, gamma=0.3))
POWERS = np.linspace(0.8, 3.0, 23)

BASELINES: dict[str, Recipe] = {
    "simple": odds(LogisticRegression(max_iter=2000)),
    "strong": odds(GridSearchCV(svm(), {"C": [0.3, 1, 3, 10, 30]}, cv=5, scoring="neg_log_loss")),
}

STUDENTS: dict[str, dict[str, Recipe]] = {
    "b09901001": {
        "1-knn-25": odds(knn(25)),
        "2-knn-9": odds(knn(9)),
        "3-knn-9-bounded": bounded(odds(knn(9)), 0.01),
        "4-svm-cv": odds(GridSearchCV(svm(1), SVM_GRID, scoring="neg_log_loss")),
    },
    "b09901002": {
        "1-tree": odds(DecisionTreeClassifier(random_state=2)),
        "2-tree-leaf-20": odds(DecisionTreeClassifier(min_samples_leaf=20, random_state=2)),
        "3-forest": odds(FOREST),
        "4-forest-calibrated": odds(calibrated(FOREST)),
        "5-extra-trees": odds(calibrated(ExtraTreesClassifier(300, random_state=2))),
    },
    "b09901017": {
        "1-gaussian-nb": odds(GaussianNB()),
        "2-bernoulli-nb": odds(BernoulliNB(binarize=0.4)),
        "3-lda": odds(LinearDiscriminantAnalysis()),
        "4-qda": odds(QuadraticDiscriminantAnalysis(reg_param=0.05)),
        "5-qda-calibrated": odds(calibrated(QuadraticDiscriminantAnalysis(reg_param=0.05))),
    },
    "b09901023": {
        "1-logistic": odds(LogisticRegression(C=3, max_iter=2000)),
        "2-logistic-weak-penalty": odds(LogisticRegression(C=1e4, max_iter=5000)),
        "3-logistic-squares": odds(make_pipeline(PolynomialFeatures(2), LogisticRegression(C=0.3, max_iter=5000))),
    },
    "b09901031": {
        "1-mlp-12": odds(mlp(12, 0)),
        "2-mlp-32": odds(mlp(32, 0)),
        "3-mlp-best-of-20": best_on_board([odds(mlp(24, seed, alpha=0.03)) for seed in range(20)]),
        "4-mlp-best-of-50": best_on_board([odds(mlp(32, seed, alpha=0.03)) for seed in range(50)]),
        "5-mlp-sharpened-on-board": best_on_board(
            [
                sharpened(odds(mlp(32, seed, alpha=0.03)), power)
                for seed in range(100, 140)
                for power in (1, 1.5, 2, 3)
            ]
        ),
    },
    "b09902005": {
        "1-boosting-50": odds(GradientBoostingClassifier(n_estimators=50, random_state=5)),
        "2-boosting-200": odds(BOOSTING),
        "3-boosting-1000": odds(clone(BOOSTING).set_params(n_estimators=1000, learning_rate=0.3)),
        "4-hist-boosting": odds(HistGradientBoostingClassifier(max_iter=120, random_state=5)),
    },
    "b09902014": {
        "1-pca-svm": odds(make_pipeline(PCA(25, random_state=14), svm(14, C=5))),
        "2-shifts-svm": with_shifts(odds(svm(14, C=5))),
        "3-mixtures": mixtures(6, 14),
        "4-mean-svm-mixtures": mean_of(
            [
                with_shifts(odds(svm(14, C=5))),
                odds(svm(14, C=5, gamma=0.15)),
                bounded(mixtures(6, 14), 0.02),
            ]
        ),
    },
    "b09902020": {
        "1-half": odds(DummyClassifier(strategy="prior")),
        "2-logistic-10-pixels": odds(make_pipeline(PCA(10, random_state=20), LogisticRegression())),
        "3-logistic": odds(LogisticRegression(C=0.1, max_iter=2000)),
    },
    "b09902036": {
        "1-nearest": odds(knn(1)),
        "2-nearest-3": odds(knn(3, weights="distance")),
        "3-nearest-3-bounded": bounded(odds(knn(3, weights="distance")), 0.005),
        "4-nearest-margin-on-board": best_on_board(
            [
                bounded(odds(knn(k, weights="distance")), margin)
                for k in (1, 2, 3, 4, 5, 6)
                for margin in (0.02, 0.01, 0.005, 0.002, 0.001, 0.0001)
            ]
        ),
    },
    "b09902041": {
        "1-adaboost": odds(AdaBoostClassifier(n_estimators=150, random_state=41)),
        "2-adaboost-trees": odds(
            calibrated(
                AdaBoostClassifier(DecisionTreeClassifier(max_depth=4), n_estimators=120, random_state=41)
            )
        ),
        "3-mean-boosting-forest": mean_of([odds(BOOSTING), odds(FOREST)]),
        "4-mean-all": mean_of([odds(BOOSTING), odds(svm(41, C=5)), odds(mlp(32, 41, alpha=0.1))]),
    },
    "r10921008": {
        "1-svm": SVM_SHARP,
        "2-svm-sharpened-on-board": best_on_board([sharpened(SVM_SHARP, power) for power in POWERS]),
        "3-svm-grid-on-board": best_on_board(
            [
                sharpened(odds(svm(C=c, gamma=g)), power)
                for c in (3, 10, 30)
                for g in (0.1, 0.2, 0.3, 0.4)
                for power in POWERS[::6]
            ]
        ),
        "4-mixtures": mixtures(8, 0),
        "5-mixtures-best-of-40": best_on_board(
            [bounded(mixtures(size, seed), 0.0001) for size in (5, 6, 8, 10) for seed in range(10)]
        ),
    },
    "t10902117": {
        "1-mlp-regularised": odds(mlp(48, 117, alpha=1.0)),
        "2-mean-of-10-mlps": mean_of([odds(mlp(48, seed, alpha=0.3)) for seed in range(10)]),
        "3-shifts-mean-of-8-mlps": with_shifts(mean_of([odds(mlp(48, seed, alpha=0.3)) for seed in range(8)])),
    },
}
