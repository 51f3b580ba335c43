"""One row per category and rater: how people agree with each other, and how each judge agrees with people."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.review.agreement import Judged, Verdict, agreement
    from agent_scorecard.statistics.rounding import stored

    verdicts = dbt.ref("int_reviews_judged").filter("rater_type = 'people'")
    verdicts = verdicts.project("category, episode_id, rater, cast(score as integer)").fetchall()
    judged = dbt.ref("int_reviews_judged").filter("rater_type = 'judge'")
    judged = judged.project("category, rater, judged_month, episode_id, score, correct_score, weight").fetchall()
    return stored(agreement((Verdict(*row) for row in verdicts), (Judged(*row) for row in judged)))
