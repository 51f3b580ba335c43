"""Whose words they are: for every customer id, the names of the person behind it, and whether to forget them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def owners(customers: Iterable[tuple[str, str | None, str | None]], erased: Iterable[str]) -> pa.Table:
    """One row per customer id: customer_id, customer_names (separated by ``;``) and is_forgotten.

    ``customers``: (customer_id, same_as_customer_id, name). Ids linked to each other, however long the chain, are one
    person: one of them may bear the name and another one have asked. ``erased`` may hold ids without a customer row.

    >>> owners([("a", None, "Ann Lee"), ("b", "a", None), ("c", None, None)], ["b"]).to_pylist()[1]
    {'customer_id': 'b', 'customer_names': 'Ann Lee', 'is_forgotten': True}
    """
    import pyarrow as pa

    parent: dict[str, str] = {}

    def root(customer_id: str) -> str:
        parent.setdefault(customer_id, customer_id)
        while parent[customer_id] != customer_id:
            parent[customer_id] = customer_id = parent[parent[customer_id]]
        return customer_id

    names: dict[str, str] = {}
    for customer_id, same_as, name in customers:
        root(customer_id)
        if same_as is not None:
            parent[root(customer_id)] = root(same_as)
        if name and name.strip():
            names[customer_id] = name.strip()
    forgotten = {root(customer_id) for customer_id in erased}
    together: dict[str, set[str]] = {}
    for customer_id, name in names.items():
        together.setdefault(root(customer_id), set()).add(name)
    ids = sorted(parent)
    return pa.table(
        {
            "customer_id": pa.array(ids, pa.string()),
            "customer_names": pa.array([";".join(sorted(together.get(root(i), ()))) or None for i in ids], pa.string()),
            "is_forgotten": pa.array([root(i) in forgotten for i in ids], pa.bool_()),
        }
    )
