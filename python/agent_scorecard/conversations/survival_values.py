"""The tables of the warehouse as the arrays of :mod:`survival_metrics`, and its estimates as a table again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from agent_scorecard.conversations.business_time import Hours, OpenHours, open_hours
from agent_scorecard.conversations.clock_rows import Clock, Counted, Estimates
from agent_scorecard.conversations.survival_metrics import survival_metrics

BUSINESS_CLOCKS = ("resolution", "first_response")
SERIES = ("period", "segment_type", "segment")
SCHEMA = pa.schema(
    [("period", pa.string()), ("period_start", pa.date32()), ("segment_type", pa.string()), ("segment", pa.string())]
    + [("metric", pa.string())]
    + [(name, pa.float64()) for name in ("value", "value_low", "value_high", "numerator", "denominator")]
    + [("n_effective", pa.float64()), ("at_risk", pa.float64()), ("method", pa.string()), ("status_hint", pa.string())]
)


def survival_values(
    rows: pa.Table,
    counted: pa.Table | Iterable[pa.Table],
    timetable: pa.Table,
    holidays: pa.Table,
    metrics: pa.Table,
    pool_days: int,
) -> pa.Table:
    """One row per group and metric, in the columns of ``SCHEMA``.

    ``rows``: episode_id, clock, brand, cause, starts_at, stops_at, watched_until; ``counted``: episode_id,
    customer_cluster, period, period_start, segment_type, segment, as one table or, so that memory holds one part at a time,
    as several, each with all groups of its periods and segment types; the rest as in the seeds of those names. The order of
    the rows is part of the input: sort them by key.
    """
    if not len(rows):
        return SCHEMA.empty_table()
    episode_ids = rows["episode_id"].unique()
    clocks = _clocks(rows, episode_ids, _desks(rows, timetable, holidays))
    is_essential = zip(metrics["metric"].to_pylist(), metrics["is_essential"].to_pylist(), strict=True)
    essentials = {metric for metric, essential in is_essential if essential}
    parts = [SCHEMA.empty_table()]
    for part in [counted] if isinstance(counted, pa.Table) else counted:
        if len(part):
            pairs, cells = _counted(part, episode_ids)
            del part
            parts += [_told(found, cells) for found in survival_metrics(clocks, pairs, essentials, pool_days)]
    return pa.concat_tables(parts)


def _told(found: Estimates, cells: pa.Table) -> pa.Table:
    """One metric's figures in the columns of ``SCHEMA``."""
    of_cell = cells.take(pa.array(found.cell))
    columns = {name: of_cell[name] for name in ("period", "period_start", "segment_type", "segment")}
    columns |= {
        "metric": pa.repeat(found.metric, len(found.cell)),
        "method": pa.repeat(found.method, len(found.cell)),
    }
    for name, values in (
        ("value", found.value), ("value_low", found.low), ("value_high", found.high),
        ("numerator", found.numerator), ("denominator", found.denominator), ("n_effective", found.n_effective),
        ("at_risk", found.at_risk),
    ):  # fmt: skip
        # a sum of floats is the same in every order only up to its last digits; 0.0 is added for those that round to -0
        columns[name] = pa.array(np.round(values, 9) + 0.0, from_pandas=True)
    columns["status_hint"] = pa.array(found.hint.tolist(), pa.string())
    return pa.table({name: columns[name] for name in SCHEMA.names}).cast(SCHEMA)


def _codes(values: pa.ChunkedArray, among) -> np.ndarray:
    import pyarrow.compute as pc

    return pc.index_in(values, value_set=among).to_numpy().astype(np.int64)


def _seconds(values: pa.ChunkedArray) -> np.ndarray:
    return values.cast(pa.timestamp("us")).cast(pa.int64()).to_numpy() // 1_000_000


def _desks(rows: pa.Table, timetable: pa.Table, holidays: pa.Table) -> dict[str, OpenHours]:
    """The open hours of every schedule over the time that the rows span."""
    hours = [Hours(**line) for line in timetable.to_pylist()]
    closed: dict[str, list] = {}
    for line in holidays.to_pylist():
        closed.setdefault(line["schedule"], []).append(line["holiday_date"])
    first, last = int(_seconds(rows["starts_at"]).min()), int(_seconds(rows["watched_until"]).max())
    return open_hours(hours, closed, datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC))


def _clocks(rows: pa.Table, episode_ids, desks: dict[str, OpenHours]) -> dict[str, Clock]:
    """Each clock by the calendar, and those of ``BUSINESS_CLOCKS`` by open hours too where a schedule says them."""
    import pyarrow.compute as pc

    from agent_scorecard.conversations.survival_metrics import TIMES, WINDOWS

    names = {clock for _, clock, *_ in (*WINDOWS, *TIMES)} | {"resolution", "escalation"}
    clocks = {}
    for name in sorted(name for name in names if not name.endswith("(business)")):
        of_clock = rows.filter(pc.equal(rows["clock"], name))
        start, stop, until = (_seconds(of_clock[column]) for column in ("starts_at", "stops_at", "watched_until"))
        episode, cause = _codes(of_clock["episode_id"], episode_ids), of_clock["cause"].to_numpy().astype(np.int64)
        clocks[name] = Clock(episode, stop - start, cause, until - start)
        if name in BUSINESS_CLOCKS:
            brands = of_clock["brand"].to_pylist()
            schedule = np.array([brand if brand in desks else "default" for brand in brands], dtype=object)
            duration, watched = np.full(len(start), -1), np.full(len(start), -1)
            for desk in sorted(set(schedule) & set(desks)):
                of_desk = schedule == desk
                duration[of_desk] = desks[desk].seconds_between(start[of_desk], stop[of_desk])
                watched[of_desk] = desks[desk].seconds_between(start[of_desk], until[of_desk])
            known = duration >= 0
            clocks[f"{name} (business)"] = Clock(episode[known], duration[known], cause[known], watched[known])
    return clocks


def _counted(counted: pa.Table, episode_ids) -> tuple[Counted, pa.Table]:
    """The pairs of episode and group as numbers, and the groups that the numbers represent."""
    import pyarrow.compute as pc

    # an episode that is on no clock tells nothing here
    counted = counted.filter(pc.is_in(counted["episode_id"], value_set=episode_ids))
    keys = (*SERIES, "period_start")
    # a group's place in the order of the keys, from the places of its values: no copy of the pairs, which are many
    place = np.zeros(len(counted), dtype=np.int64)
    series_place = place
    for key in keys:
        series_place = place
        rank, count = _ranks(counted[key])
        place = place * count + rank
    _, first, cell = np.unique(place, return_index=True, return_inverse=True)
    _, series = np.unique(series_place[first], return_inverse=True)
    cells = counted.select(list(keys)).take(pa.array(first))
    is_week = np.array([period != "month" for period in cells["period"].to_pylist()])
    is_category = np.array([kind == "category" for kind in cells["segment_type"].to_pylist()])
    clusters = counted["customer_cluster"].combine_chunks().dictionary_encode().indices.to_numpy()
    return (
        Counted(
            episode=_codes(counted["episode_id"], episode_ids),
            cell=cell,
            cluster=clusters.astype(np.int64),
            series=series,
            day=cells["period_start"].cast(pa.int32()).to_numpy(),
            is_full=is_week & is_category,
        ),
        cells,
    )


def _ranks(values: pa.ChunkedArray) -> tuple[np.ndarray, int]:
    """The place of each value among the distinct ones in ascending order, and how many these are."""
    import pyarrow.compute as pc

    encoded = values.combine_chunks().dictionary_encode()
    rank = np.empty(len(encoded.dictionary), dtype=np.int64)
    rank[pc.sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(rank))
    return rank[encoded.indices.to_numpy()], max(len(rank), 1)
