"""Writes tests/unit/review/vectors/poisson-binomial.json: tails of Poisson-binomial distributions.

Each tail is computed by convolution in numbers of 60 digits (mpmath) and, where a double can hold it, compared with
scipy.stats.poisson_binom. Run from the root of the repository: python3 scripts/vectors/make_poisson_binomial_vectors.py
"""
import json
import pathlib
import random

import mpmath
from scipy.stats import poisson_binom

mpmath.mp.dps = 60


def log10_tail(probabilities, count):
    terms = [mpmath.mpf(1)]
    for p in map(mpmath.mpf, probabilities):
        terms = [
            (terms[at] * (1 - p) if at < len(terms) else 0) + (terms[at - 1] * p if at else 0)
            for at in range(len(terms) + 1)
        ]
    tail = mpmath.fsum(terms[count:])
    if count <= len(probabilities) and 1e-12 < tail < 1:
        reference = float(poisson_binom.sf(count - 1, probabilities))
        assert abs(reference - float(tail)) <= 1e-9 * float(tail) + 1e-15, (reference, tail)
    return float(mpmath.log10(tail)) if tail > 0 else None


def main():
    draw = random.Random(20210402)
    cases = []
    for size, low, high in [(1, 0, 1), (10, 0, 1), (60, 0.05, 0.4), (200, 0.001, 0.2), (400, 0.1, 0.9)]:
        probabilities = [round(draw.uniform(low, high), 4) for _ in range(size)]
        mean = sum(probabilities)
        counts = {0, 1, round(mean), round(mean * 1.5), round(mean * 2), round((mean + size) / 2), size - 1, size}
        for count in sorted(each for each in counts if 0 <= each <= size):
            cases.append(
                {"probabilities": probabilities, "count": count, "log10": log10_tail(probabilities, count)}
            )
    edge = [0.0, 1.0, 0.5, 1.0, 0.25]
    for count in range(6):
        cases.append({"probabilities": edge, "count": count, "log10": log10_tail(edge, count)})
    target = pathlib.Path("tests/unit/review/vectors/poisson-binomial.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(cases) + "\n")
    print(f"{len(cases)} cases")


main()
