"""One row per change that is proposed, the next best first."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.recommendations import recommendations

    moment, owners = dbt.ref("stg_as_of"), dbt.ref("alert_owners")
    as_of = moment.fetchall()[0][0]
    named = "kind = '(any)' and product_area = '(any)' and metric in ('(any)', 'resolution_accuracy')"
    approvers = {"(all)": "product_lead"} | dict(
        owners.filter(named).project("category, owner").order("owner").fetchall()
    )
    tables = [
        dbt.ref("int_episodes_judged").order("episode_id"),
        dbt.ref("int_knowledge_gaps").order("gap_key"),
        dbt.ref("int_scale_gate").order("category"),
        dbt.ref("stg_review_decisions").order("decision_id"),
    ]
    return recommendations(*(table.to_arrow_table().to_pylist() for table in tables), approvers, as_of)
