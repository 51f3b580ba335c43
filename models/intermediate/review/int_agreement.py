"""One row per category and rater: how people agree with each other, and how each judge agrees with people."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.kept import kept
    from agent_scorecard.review.agreement import Judged, Verdict, agreement
    from agent_scorecard.statistics.rounding import stored

    verdicts = dbt.ref("int_reviews_judged").filter("rater_type = 'people'")
    verdicts = verdicts.project("category, episode_id, rater, cast(score as integer)")
    judged = dbt.ref("int_reviews_judged").filter("rater_type = 'judge'")
    judged = judged.project("category, rater, judged_month, episode_id, score, correct_score, weight")

    def computed():
        rated = (Verdict(*row) for row in verdicts.fetchall()), (Judged(*row) for row in judged.fetchall())
        return stored(agreement(*rated))

    return kept(dbt, session, computed, verdicts, judged)
