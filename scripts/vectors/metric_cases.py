"""Random inputs for the metric vectors: labels, binary truths, real numbers, rankings, sequences and masks.

Every generator takes a numpy Generator and the number of the case and returns plain lists; the first cases of each
kind are the awkward ones (one row, one class, perfect, all equal), so that they are always covered.
"""

WORDS = ["the", "cat", "sat", "on", "a", "mat", "naïve", "語", "🙂", "x", "it's", "The"]
LETTERS = list("abcde éß語字🙂") + ["e\u0301"]


def size(rng, case):
    return 1 + case % 3 if case < 6 else int(rng.integers(1, 61))


def labels(rng, case, numeric):
    """(truth, prediction): imbalanced classes, noisy predictions, labels that the truth doesn't hold."""
    n = size(rng, case)
    classes = int(rng.integers(1, 9)) if case % 10 else int(rng.integers(10, 30))
    if numeric:
        pool = [int(v) for v in rng.choice(range(-5, 40), classes + 2, replace=False)]
    else:
        pool = [str(v) for v in rng.choice([a + b for a in "abZé" for b in "xyzüQ019"], classes + 2, replace=False)]
    weights = rng.dirichlet([0.4 if case % 2 else 5.0] * classes)
    truth = [pool[i] for i in rng.choice(classes, n, p=weights)]
    noise = rng.choice([0.0, 0.1, 0.5, 1.0], p=[0.1, 0.3, 0.4, 0.2])
    unseen = 2 if case % 4 == 0 else 0
    other = [pool[i] for i in rng.integers(0, classes + unseen, n)]
    prediction = [o if rng.random() < noise else t for t, o in zip(truth, other)]
    if case % 37 == 5:
        prediction = [pool[0]] * n
    return truth, prediction


def scores(rng, case, n):
    """Real scores: continuous, with many ties, constant, or of extreme size."""
    kind = case % 6
    if kind == 0:
        return [float(v) for v in rng.normal(size=n)]
    if kind == 1:
        return [float(v) for v in rng.integers(0, 4, n)]
    if kind == 2:
        return [round(float(v), 2) for v in rng.random(n)]
    if kind == 3:
        return [float(v) for v in rng.normal(size=n) * 10.0 ** float(rng.integers(-30, 30))]
    if kind == 4 and case % 4 == 0:
        return [0.5] * n
    return [round(float(v), 3) for v in rng.normal(size=n)]


def probabilities(rng, case, n):
    """Probabilities with exact zeros and ones and values closer to them than the clip of log loss."""
    values = [round(float(v), 3) for v in rng.random(n)]
    if case % 3 == 0:
        edge = [0.0, 1.0, 1e-20, 1e-16, 1e-15, 1 - 1e-16, 1 - 2e-15, 0.5]
        values = [float(rng.choice(edge)) if rng.random() < 0.4 else v for v in values]
    return values


def binary_truth(rng, case, n):
    rate = rng.choice([0.0, 0.05, 0.5, 0.9, 1.0], p=[0.04, 0.2, 0.5, 0.22, 0.04])
    return [int(v) for v in rng.random(n) < rate]


def reals(rng, case, positive=False):
    """(truth, prediction) as real numbers: small, with ties, constant, large offset, huge and tiny scale."""
    n = size(rng, case)
    kind = case % 8
    if kind == 0:
        truth = rng.normal(size=n)
        prediction = truth + rng.normal(size=n)
    elif kind == 1:
        truth, prediction = rng.integers(-3, 4, n) * 1.0, rng.integers(-3, 4, n) * 1.0
    elif kind == 2:
        scale = 10.0 ** float(rng.integers(-90, 90))
        truth = rng.normal(size=n) * scale
        prediction = truth + rng.normal(size=n) * scale
    elif kind == 3:
        truth = rng.normal(size=n).round(2) + 10000
        prediction = truth + rng.normal(size=n).round(2)
    elif kind == 4 and case % 16 == 4:
        truth = rng.integers(0, 3, n) * 1.0
        truth[:] = truth[0]
        prediction = truth + rng.integers(0, 2)
    else:
        truth, prediction = rng.normal(size=n).round(3), rng.normal(size=n).round(3)
    if case % 29 == 7:
        prediction = truth.copy()
    if positive:
        truth, prediction = abs(truth), abs(prediction)
        if case % 23 == 11:
            prediction[0] = -0.5
    return [float(v) for v in truth], [float(v) for v in prediction]


def rankings(rng, case):
    """(truth, prediction) of space-separated labels; predictions repeat labels and are longer or shorter than k."""
    pool = [str(v) for v in rng.choice(range(100), 12, replace=False)]
    rows = range(int(rng.integers(1, 20)))
    truth = [" ".join(rng.choice(pool, int(rng.integers(0, 6)), replace=False)) for _ in rows]
    prediction = [" ".join(rng.choice(pool, int(rng.integers(0, 12)), replace=bool(case % 2))) for _ in rows]
    return truth, prediction


def sequences(rng, case, words):
    """(truth, prediction) texts: edited copies of the truth, unrelated ones, empty ones, some beyond 64 symbols."""
    pool, glue = (WORDS, " ") if words else (LETTERS, "")
    rows = range(int(rng.integers(1, 6)))
    longest = 150 if case % 10 == 0 else 20

    def draw():
        return [str(v) for v in rng.choice(pool, int(rng.integers(0, longest)))]

    def edited(symbols):
        kept = [s for s in symbols if rng.random() > 0.15]
        return [str(rng.choice(pool)) if rng.random() < 0.15 else s for s in kept] + draw()[:2]

    truth = [draw() for _ in rows]
    prediction = [edited(t) if rng.random() < 0.8 else draw() for t in truth]
    return [glue.join(t) for t in truth], [glue.join(p) for p in prediction]


def masks(rng, case):
    """(truth, prediction) as lists of 0/1 pixels, a row a list; blocks rather than noise, some empty."""
    rows = range(int(rng.integers(1, 12)))
    pixels = int(rng.integers(1, 80))

    def draw():
        mask = [0] * pixels
        for _ in range(int(rng.integers(0, 4))):
            start = int(rng.integers(0, pixels))
            for i in range(start, min(pixels, start + int(rng.integers(1, 15)))):
                mask[i] = 1
        return mask

    truth = [draw() for _ in rows]
    prediction = [draw() if rng.random() < 0.7 else list(t) for t in truth]
    return truth, prediction


def run_lengths(mask):
    """Run-length encoding `start length …`, 1-based."""
    runs, start = [], None
    for i, pixel in enumerate(mask + [0]):
        if pixel and start is None:
            start = i
        if not pixel and start is not None:
            runs += [start + 1, i - start]
            start = None
    return " ".join(map(str, runs))
