"""Text becomes the contract's types, or null; it never raises and never guesses."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from agent_scorecard.landing.casting import cast, times


def test_what_is_not_a_time_is_null():
    impossible = ["2024-02-30", "2023-02-29", "2024-13-01", "2024-06-31T00:00Z", "2024-06-03T24:00", "2024-06-03T09:60"]
    texts = [*impossible, "03/06/2024", "soon", "1717405200", "2024-06-03T09"]
    assert times(pa.array(texts)).null_count == len(texts)


def test_offsets_are_converted_across_day_and_leap_year():
    across = ["2024-03-01T01:00+02:00", "2024-02-29T23:30:00-0130"]
    plain = ["2024-12-31 23:59:59.999999Z", "1969-12-31T23:00Z", "2024-06-03"]
    assert times(pa.array(across + plain)).to_pylist() == [
        datetime(2024, 2, 29, 23),
        datetime(2024, 3, 1, 1),
        datetime(2024, 12, 31, 23, 59, 59, 999999),
        datetime(1969, 12, 31, 23),
        datetime(2024, 6, 3),
    ]


def test_times_agree_with_the_standard_library_on_random_moments():
    random = np.random.default_rng(7)
    micros = random.integers(0, 4 * 10**15, 500).tolist()
    moments = [datetime(1970, 1, 1) + timedelta(microseconds=each) for each in micros]
    assert times(pa.array([moment.isoformat() for moment in moments])).to_pylist() == moments


def test_numbers_booleans_and_dates():
    assert cast(pa.array(["1", "2.0", "+3", "4.5", "x", None]), "bigint").to_pylist() == [1, 2, 3, None, None, None]
    decimals = cast(pa.array(["1.23456", "1e3", "nan", "99999999", ".5"]), "decimal(9,4)").to_pylist()
    assert decimals == [Decimal("1.2346"), Decimal("1000"), None, None, Decimal("0.5")]
    assert cast(pa.array(["TRUE", "no", "maybe", "1"]), "boolean").to_pylist() == [True, False, None, True]
    assert cast(pa.array(["2024-06-03", "2024-06-31"]), "date").to_pylist() == [date(2024, 6, 3), None]
