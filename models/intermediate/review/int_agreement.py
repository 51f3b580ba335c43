"""One row per category and rater: how people agree with each other, and how each judge agrees with people."""


def model(dbt, session):
    dbt.config(materialized="table")
    import math

    import pyarrow as pa

    from agent_scorecard.statistics.agreement_table import Judged, Verdict, agreement_rows

    verdicts = dbt.ref("int_reviews_judged").filter("rater_type = 'people'")
    verdicts = verdicts.project("category, episode_id, rater, cast(score as integer)").fetchall()
    judged = dbt.ref("int_reviews_judged").filter("rater_type = 'judge'")
    judged = judged.project("category, rater, judged_month, episode_id, score, correct_score, weight").fetchall()
    with_interval = ("kappa", "alpha", "ac1", "sensitivity", "specificity")
    numbers = [name + part for name in with_interval for part in ("", "_low", "_high")]
    numbers += ["agreement_rate", "cannot_tell_rate", "calibration_error", "drift_p_value"]
    schema = pa.schema(
        [(name, pa.string()) for name in ("category", "rater_type", "rater")]
        + [(name, pa.int64()) for name in ("episode_count", "pair_count", "reviewer_count")]
        + [(name, pa.float64()) for name in numbers]
        + [("is_trusted", pa.bool_())]
    )

    def rounded(value):
        if isinstance(value, float):
            return round(value, 10) if math.isfinite(value) else None
        return value

    rows = agreement_rows((Verdict(*row) for row in verdicts), (Judged(*row) for row in judged))
    return pa.Table.from_pylist([{name: rounded(value) for name, value in row.items()} for row in rows], schema=schema)
