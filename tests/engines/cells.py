"""Two tables, value by value: what every check of another engine compares with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

RELATIVE = 1e-9


def kind_of_difference(ours: object, theirs: object) -> str | None:
    """Why two values differ; null where they are equal. Floats are equal within 1e-9 of the larger one.

    >>> kind_of_difference(1.0, 1.0 + 1e-12), kind_of_difference(None, 0), kind_of_difference(0.5, 0.25)
    (None, 'null against a value', 'floats apart')
    """
    if ours is None and theirs is None:
        return None
    if ours is None or theirs is None:
        return "null against a value"
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return None if ours is theirs else "booleans differ"
    if isinstance(ours, float) or isinstance(theirs, float):
        one, other = float(ours), float(theirs)
        if one == other or (math.isnan(one) and math.isnan(other)):
            return None
        return None if math.isclose(one, other, rel_tol=RELATIVE, abs_tol=1e-15) else "floats apart"
    if isinstance(ours, int | Decimal) and isinstance(theirs, int | Decimal):
        return None if ours == theirs else "numbers differ"
    if type(ours) is not type(theirs):
        return f"{type(ours).__name__} against {type(theirs).__name__}"
    if ours == theirs:
        return None
    return {datetime: "times differ", date: "dates differ", str: "texts differ"}.get(type(ours), "values differ")


def differences(
    columns: Sequence[str], ours: Iterable[Sequence], theirs: Iterable[Sequence], key: Sequence[str]
) -> tuple[int, Counter]:
    """(values compared, differences counted by column and kind) of two tables whose rows are matched by a key.

    A row that one side lacks counts once, as such. Without a key rows are matched in sorted order.
    """
    found: Counter = Counter()
    places = [columns.index(name) for name in key]
    if not places:
        ours, theirs = sorted(ours, key=repr), sorted(theirs, key=repr)
        pairs = list(zip(ours, theirs, strict=False))
        found["(rows)", "missing or too many"] += abs(len(ours) - len(theirs))
    else:
        by_key = {tuple(row[place] for place in places): row for row in theirs}
        pairs = []
        for row in ours:
            other = by_key.pop(tuple(row[place] for place in places), None)
            if other is None:
                found["(rows)", "missing there"] += 1
            else:
                pairs.append((row, other))
        found["(rows)", "only there"] += len(by_key)
    for row, other in pairs:
        for name, mine, other_value in zip(columns, row, other, strict=True):
            if kind := kind_of_difference(mine, other_value):
                found[name, kind] += 1
    return len(pairs) * len(columns), +found
