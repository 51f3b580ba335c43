"""Many tests at once: the Benjamini-Hochberg watch tier."""

from __future__ import annotations

import numpy as np


def false_discovery(p: np.ndarray, q: float = 0.10) -> np.ndarray:
    """Which hypotheses are rejected so that at most a share ``q`` of them is false (Benjamini & Hochberg 1995).

    NaN p-values are not tested and never rejected.

    >>> false_discovery(np.array([0.001, 0.2, 0.03, np.nan, 0.9])).tolist()
    [True, False, True, False, False]
    """
    p = np.asarray(p, float)
    tested = np.flatnonzero(np.isfinite(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    passed = np.flatnonzero(p[order] <= q * np.arange(1, len(order) + 1) / max(len(order), 1))
    rejected = np.zeros(p.shape, bool)
    if passed.size:
        rejected[order[: passed[-1] + 1]] = True
    return rejected
