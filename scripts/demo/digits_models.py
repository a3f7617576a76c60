"""Who predicted what in the competition "Handwritten Digits": student → name of the file → recipe."""

from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
)
from sklearn.kernel_approximation import Nystroem
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid, NeighborhoodComponentsAnalysis
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from training import Recipe, best_on_board, labels, vote_of, with_shifts

SVM_GRID = {"C": [0.1, 1, 3, 10, 30], "gamma": [0.05, 0.1, 0.2, 0.4, "scale"]}
KNN_GRID = {"n_neighbors": [1, 2, 3, 4, 5, 7], "weights": ["uniform", "distance"]}
LOGISTIC = LogisticRegression(max_iter=2000)

NYSTROEM = Nystroem(gamma=0.15, n_components=400, random_state=23)


def knn(k: int, **options) -> KNeighborsClassifier:
    return KNeighborsClassifier(k, **options)


def mlp(width: int, seed: int, **options) -> MLPClassifier:
    return MLPClassifier((width,), solver="lbfgs", max_iter=80, random_state=seed, **options)


def boosting(trees: int, **options) -> GradientBoostingClassifier:
    options = {"max_features": "sqrt", "random_state": 5} | options
    return GradientBoostingClassifier(n_estimators=trees, **options)


def random_pixels(seed: int) -> BaggingClassifier:
    """Nine support vector machines, each seeing its own 40 % of the rows and half of the pixels."""
    return BaggingClassifier(SVC(C=5), 9, max_samples=0.4, max_features=0.5, random_state=seed)


BASELINES: dict[str, Recipe] = {
    "simple": labels(NearestCentroid()),
    "strong": labels(GridSearchCV(SVC(), {"C": SVM_GRID["C"]}, cv=5)),
}

STUDENTS: dict[str, dict[str, Recipe]] = {
    "b09901001": {
        "1-knn-15": labels(knn(15)),
        "2-knn-5": labels(knn(5)),
        "3-knn-cv": labels(GridSearchCV(knn(1), KNN_GRID)),
        "4-svm-default": labels(SVC()),
        "5-svm-cv": labels(GridSearchCV(SVC(), SVM_GRID, cv=5)),
    },
    "b09901002": {
        "1-tree": labels(DecisionTreeClassifier(random_state=2)),
        "2-tree-depth-6": labels(DecisionTreeClassifier(max_depth=6, random_state=2)),
        "3-forest-30": labels(RandomForestClassifier(30, random_state=2)),
        "4-forest-300": labels(RandomForestClassifier(300, random_state=2)),
        "5-extra-trees": labels(ExtraTreesClassifier(400, random_state=2)),
    },
    "b09901017": {
        "1-gaussian-nb": labels(GaussianNB()),
        "2-bernoulli-nb": labels(BernoulliNB(binarize=0.4)),
        "3-lda": labels(LinearDiscriminantAnalysis()),
        "4-qda": labels(QuadraticDiscriminantAnalysis(reg_param=0.03)),
    },
    "b09901023": {
        "1-logistic": labels(LOGISTIC),
        "2-linear-svm": labels(LinearSVC(C=0.5, random_state=23, max_iter=20000)),
        "3-logistic-nystroem": labels(make_pipeline(NYSTROEM, LogisticRegression(C=30, max_iter=3000))),
    },
    "b09901031": {
        "1-mlp-12": labels(mlp(12, 0)),
        "2-mlp-48": labels(mlp(48, 0, alpha=0.1)),
        "3-mlp-best-of-10": best_on_board([labels(mlp(16, seed)) for seed in range(10)]),
        "4-mlp-best-of-30": best_on_board([labels(mlp(24, seed)) for seed in range(30)]),
        "5-mlp-best-of-60": best_on_board([labels(mlp(32, seed)) for seed in range(60)]),
    },
    "b09902005": {
        "1-boosting-30": labels(boosting(30)),
        "2-boosting-150": labels(boosting(150, subsample=0.7)),
        "3-hist-boosting": labels(HistGradientBoostingClassifier(max_iter=60, random_state=5)),
        "4-boosting-deep": labels(boosting(100, max_depth=7, subsample=0.5)),
    },
    "b09902014": {
        "1-pca-knn": labels(make_pipeline(PCA(20, random_state=14), knn(3))),
        "2-pca-svm": labels(make_pipeline(PCA(30, random_state=14), SVC(C=10))),
        "3-shifts-knn": with_shifts(labels(knn(3))),
        "4-shifts-svm": with_shifts(labels(SVC(C=10))),
        "5-vote": vote_of(
            [with_shifts(labels(SVC(C=10))), labels(SVC(C=3, gamma=0.2)), with_shifts(labels(knn(3)))]
        ),
    },
    "b09902020": {
        "1-most-frequent": labels(DummyClassifier(strategy="most_frequent")),
        "2-median": labels(NearestCentroid(metric="manhattan")),
        "3-scaled-centroid": labels(make_pipeline(StandardScaler(), NearestCentroid())),
    },
    "b09902036": {
        "1-nearest-of-200": labels(knn(1), rows=200),
        "2-svm-narrow": labels(SVC(C=100, gamma=4)),
        "3-svm-cubic": labels(SVC(kernel="poly", degree=3, C=1)),
        "4-svm-cubic-coef": labels(SVC(kernel="poly", degree=3, coef0=1, C=1)),
    },
    "b09902041": {
        "1-adaboost": labels(
            AdaBoostClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=80, random_state=41)
        ),
        "2-bagged-trees": labels(BaggingClassifier(DecisionTreeClassifier(), 60, random_state=41)),
        "3-random-pixels-knn": labels(BaggingClassifier(knn(3), 40, max_features=0.5, random_state=41)),
        "4-stacking": labels(
            StackingClassifier(
                [("knn", knn(3)), ("lda", LinearDiscriminantAnalysis()), ("svm", SVC(C=5))],
                LogisticRegression(max_iter=3000),
            )
        ),
    },
    "r10921008": {
        "1-svm": labels(SVC(C=1, gamma=0.02)),
        "2-svm-grid-on-board": best_on_board(
            [labels(SVC(C=c, gamma=g)) for c in SVM_GRID["C"] for g in SVM_GRID["gamma"]]
        ),
        "3-random-pixels": labels(random_pixels(0)),
        "4-random-pixels-of-20": best_on_board([labels(random_pixels(seed)) for seed in range(20)]),
        "5-random-pixels-of-60": best_on_board([labels(random_pixels(seed)) for seed in range(60)]),
        "6-knn-pixels-on-board": best_on_board(
            [labels(BaggingClassifier(knn(1), 3, max_features=0.5, random_state=seed)) for seed in range(80)]
        ),
    },
    "t10902117": {
        "1-ridge": labels(RidgeClassifier()),
        "2-multinomial-nb": labels(MultinomialNB()),
        "3-nca-knn": labels(
            make_pipeline(NeighborhoodComponentsAnalysis(16, max_iter=40, random_state=117), knn(3))
        ),
        "4-bagged-mlps": labels(BaggingClassifier(mlp(48, 0, alpha=0.1), 12, random_state=117)),
    },
}
