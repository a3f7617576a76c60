"""Writes tests/unit/metrics/vectors/<metric>.json: random cases with the score each metric must give.

Run with Python 3 and scikit-learn 1.2 (Debian 12: apt install python3-sklearn):

    python3 scripts/vectors/make_metric_vectors.py

Expected values come from scikit-learn or scipy where they have the metric; `source` in each file says so. smape,
map_at_k, levenshtein, normalized_levenshtein and wer have none there and are computed by the plain functions below,
written from the definitions and independent of the TypeScript. `null` means undefined: scikit-learn raises or gives nan.
"""

import json
import math
import warnings
from functools import partial
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn import metrics as sk

import metric_cases as make

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "unit" / "metrics" / "vectors"
CASES = 280


def label_case(score, rng, case, args=None):
    numeric = case % 3 != 0
    truth, prediction = make.labels(rng, case, numeric)
    expected = lambda: score(truth, prediction, **(args or {}))
    return truth, prediction, expected, args or {}, {"numeric": numeric}


def averaged(function, average):
    return partial(label_case, lambda t, p: function(t, p, average=average, zero_division=0))


def binary(index):
    """One class against the rest, by scikit-learn's own per-class scores: also defined for more than two labels."""

    def build(rng, case):
        numeric = case % 3 != 0
        truth, prediction = make.labels(rng, case, numeric)
        pool = sorted(set(truth + prediction))
        positive = pool[case % len(pool)] if case % 11 else (999 if numeric else "absent")
        expected = lambda: sk.precision_recall_fscore_support(
            truth, prediction, labels=[positive], average="macro", zero_division=0
        )[index]
        return truth, prediction, expected, {"pos_label": str(positive)}, {"numeric": numeric}

    return build


def quadratic_kappa(rng, case):
    by_value = case % 2 == 1
    numeric = by_value or case % 3 != 0
    truth, prediction = make.labels(rng, case, numeric)
    grades = list(range(min(truth + prediction), max(truth + prediction) + 1)) if by_value else None
    expected = lambda: sk.cohen_kappa_score(truth, prediction, labels=grades, weights="quadratic")
    return truth, prediction, expected, {"distance": "value" if by_value else "rank"}, {"numeric": numeric}


def exact_sequences(rng, case):
    if case % 4:
        return label_case(sk.accuracy_score, rng, case)
    truth, prediction = make.sequences(rng, case, words=False)
    prediction = [t if rng.random() < 0.5 else p for t, p in zip(truth, prediction)]
    return truth, prediction, lambda: sk.accuracy_score(truth, prediction), {}, {"text": True}


def binary_scores(score, probability, rng, case):
    n = make.size(rng, case)
    truth = make.binary_truth(rng, case, n)
    prediction = (make.probabilities if probability else make.scores)(rng, case, n)
    return truth, prediction, lambda: score(truth, prediction), {}, {}


def real_pair(score, rng, case, positive=False):
    truth, prediction = make.reals(rng, case, positive)
    return truth, prediction, lambda: score(truth, prediction), {}, {}


def one_hot(classes, count):
    return [[int(c == column) for c in classes] for column in range(count)]


def log_loss(rng, case):
    n, count = make.size(rng, case), 1 if case % 2 else int(rng.integers(2, 7))
    if count == 1:
        truth, prediction = make.binary_truth(rng, case, n), make.probabilities(rng, case // 2, n)
        return [truth], [prediction], lambda: sk.log_loss(truth, prediction, labels=[0, 1], eps=1e-15), {}, {}
    classes = [int(v) for v in rng.integers(0, count, n)]
    table = rng.dirichlet([0.5] * count, n).round(3)
    if case % 3 == 0:
        table = (table * rng.random((n, 1))).round(4)
    if case % 8 == 0:
        table[0] = 0
    expected = lambda: sk.log_loss(classes, table, labels=list(range(count)), eps=1e-15)
    return one_hot(classes, count), table.T.tolist(), expected, {}, {}


def top_k(rng, case):
    n, count = make.size(rng, case), int(rng.integers(3, 9))
    k = int(rng.integers(1, count + 2))
    classes = [int(v) for v in rng.integers(0, count, n)]
    table = np.array([make.scores(rng, case, count) for _ in range(n)])
    expected = lambda: sk.top_k_accuracy_score(classes, table, k=k, labels=list(range(count)))
    return one_hot(classes, count), table.T.tolist(), expected, {"k": k}, {}


def ndcg(rng, case):
    n, count, k = 1 + case % 12, int(rng.integers(2, 12)), int(rng.integers(1, 15))
    relevance = rng.integers(0, 5, (n, count)) if case % 3 else rng.random((n, count)).round(3)
    if case % 7 == 0:
        relevance[0] = 0
    table = np.array([make.scores(rng, case, count) for _ in range(n)])
    expected = lambda: sk.ndcg_score(relevance, table, k=k)
    return relevance.T.tolist(), table.T.tolist(), expected, {"k": k}, {}


def columnwise(rng, case):
    count = int(rng.integers(1, 6))
    n = make.size(rng, case)
    truth = rng.normal(size=(n, count)).round(3)
    prediction = truth + rng.normal(size=(n, count)).round(3) * 10.0 ** float(rng.integers(-5, 5))
    expected = lambda: sk.mean_squared_error(truth, prediction, squared=False)
    return truth.T.tolist(), prediction.T.tolist(), expected, {}, {}


def smape(truth, prediction):
    terms = [0 if t == p else 200 * abs(t - p) / (abs(t) + abs(p)) for t, p in zip(truth, prediction)]
    return math.fsum(terms) / len(terms)


def map_at_k(rng, case):
    truth, prediction = make.rankings(rng, case)
    k = int(rng.integers(1, 13))

    def of_row(relevant, ranking):
        if not relevant:
            return 0.0
        first = [label in relevant and label not in ranking[:i] for i, label in enumerate(ranking[:k])]
        return math.fsum(sum(first[: i + 1]) / (i + 1) for i, hit in enumerate(first) if hit) / min(len(relevant), k)

    rows = [(t.split(), p.split()) for t, p in zip(truth, prediction)]
    return truth, prediction, lambda: math.fsum(of_row(t, p) for t, p in rows) / len(rows), {"k": k}, {}


def edits(a, b):
    """Levenshtein distance by the full table (Wagner & Fischer 1974)."""
    table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            change = table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            table[i][j] = min(change, table[i - 1][j] + 1, table[i][j - 1] + 1)
    return table[-1][-1]


def sequence_case(normalized, rng, case):
    words = case % 3 == 0
    truth, prediction = make.sequences(rng, case, words)
    pairs = [(t.split(), p.split()) if words else (t, p) for t, p in zip(truth, prediction)]
    over = (lambda t, p: max(len(t), len(p), 1)) if normalized else (lambda t, p: 1)
    expected = lambda: math.fsum(edits(t, p) / over(t, p) for t, p in pairs) / len(pairs)
    return truth, prediction, expected, {"unit": "word" if words else "character"}, {}


def word_error_rate(rng, case):
    truth, prediction = make.sequences(rng, case, words=True)
    pairs = [(t.split(), p.split()) for t, p in zip(truth, prediction)]
    expected = lambda: sum(edits(t, p) for t, p in pairs) / sum(len(t) for t, _ in pairs)
    return truth, prediction, expected, {}, {}


def mask_case(score, rng, case):
    truth, prediction = make.masks(rng, case)
    of_row = lambda t, p: score(t, p, zero_division=1) if any(t) or any(p) else 1.0
    expected = lambda: math.fsum(of_row(t, p) for t, p in zip(truth, prediction)) / len(truth)
    return [make.run_lengths(t) for t in truth], [make.run_lengths(p) for p in prediction], expected, {}, {}


OWN = "independent Python implementation in make_metric_vectors.py"
SKLEARN = "scikit-learn"
SCIPY = "scipy"

BUILDERS = {
    "accuracy": (SKLEARN, exact_sequences),
    "balanced_accuracy": (SKLEARN, partial(label_case, sk.balanced_accuracy_score)),
    "top_k_accuracy": (SKLEARN, top_k),
    **{
        f"{stem}_{average}": (SKLEARN, averaged(function, average))
        for stem, function in [("f1", sk.f1_score), ("precision", sk.precision_score), ("recall", sk.recall_score)]
        for average in ["micro", "macro", "weighted"]
    },
    **{f"{stem}_binary": (SKLEARN, binary(i)) for i, stem in enumerate(["precision", "recall", "f1"])},
    "matthews_corrcoef": (SKLEARN, partial(label_case, sk.matthews_corrcoef)),
    "cohen_kappa": (SKLEARN, partial(label_case, sk.cohen_kappa_score)),
    "quadratic_weighted_kappa": (SKLEARN, quadratic_kappa),
    "roc_auc": (SKLEARN, partial(binary_scores, sk.roc_auc_score, False)),
    "average_precision": (SKLEARN, partial(binary_scores, sk.average_precision_score, False)),
    "log_loss": (SKLEARN, log_loss),
    "brier_score_loss": (SKLEARN, partial(binary_scores, partial(sk.brier_score_loss, pos_label=1), True)),
    "map_at_k": (OWN, map_at_k),
    "ndcg_at_k": (SKLEARN, ndcg),
    "rmse": (SKLEARN, partial(real_pair, partial(sk.mean_squared_error, squared=False))),
    "mse": (SKLEARN, partial(real_pair, sk.mean_squared_error)),
    "mae": (SKLEARN, partial(real_pair, sk.mean_absolute_error)),
    "median_absolute_error": (SKLEARN, partial(real_pair, sk.median_absolute_error)),
    "rmsle": (SKLEARN, partial(real_pair, partial(sk.mean_squared_log_error, squared=False), positive=True)),
    "mape": (SKLEARN, partial(real_pair, sk.mean_absolute_percentage_error)),
    "smape": (OWN, partial(real_pair, smape)),
    "r2": (SKLEARN, partial(real_pair, sk.r2_score)),
    "pearson": (SCIPY, partial(real_pair, lambda t, p: stats.pearsonr(t, p)[0])),
    "spearman": (SCIPY, partial(real_pair, lambda t, p: stats.spearmanr(t, p)[0])),
    "mcrmse": (SKLEARN, columnwise),
    "levenshtein": (OWN, partial(sequence_case, False)),
    "normalized_levenshtein": (OWN, partial(sequence_case, True)),
    "wer": (OWN, word_error_rate),
    "iou": (SKLEARN, partial(mask_case, sk.jaccard_score)),
    "dice": (SKLEARN, partial(mask_case, sk.f1_score)),
}


def value_of(expected):
    try:
        value = float(expected())
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None


def build_case(build, rng, case):
    truth, prediction, expected, args, more = build(rng, case)
    if not truth or not isinstance(truth[0], list):
        truth, prediction = [truth], [prediction]
    return {**more, "args": args, "truth": truth, "prediction": prediction, "expected": value_of(expected)}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for number, (name, (source, build)) in enumerate(BUILDERS.items()):
        rng = np.random.default_rng([20210312, number])
        cases = [build_case(build, rng, case) for case in range(CASES)]
        lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for case in cases]
        head = json.dumps({"metric": name, "source": source})[:-1]
        text = head + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
        undefined = sum(case["expected"] is None for case in cases)
        print(f"{name}: {len(cases)} cases, {undefined} undefined, {len(text) // 1024} KiB")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
