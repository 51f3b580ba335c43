"""One row per group and metric that rests on reviews: the estimate, its interval, and how many reviews it rests on."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.kept import kept
    from agent_scorecard.review.accuracy_values import accuracy_values
    from agent_scorecard.statistics.rounding import stored

    metrics = dbt.ref("metrics").project("metric, is_essential, min_n")
    strata, reviews = dbt.ref("int_accuracy_strata"), dbt.ref("int_accuracy_reviews")
    missed_cost = float(dbt.config.get("missed_escalation_cost"))
    avoidable_cost = float(dbt.config.get("avoidable_escalation_cost"))

    def computed():
        registry = metrics.fetchall()
        return stored(
            accuracy_values(
                strata=strata.to_arrow_table(),
                reviews=reviews.to_arrow_table(),
                essential={metric: bool(is_essential) for metric, is_essential, _ in registry},
                min_n={metric: int(least) for metric, _, least in registry},
                missed_cost=missed_cost,
                avoidable_cost=avoidable_cost,
            )
        )

    return kept(dbt, session, computed, metrics, strata, reviews)
