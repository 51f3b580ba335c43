"""One row per episode that teaches, with its conversation: the build alone holds the words."""


def model(dbt, session):
    dbt.config(materialized="table")
    from agent_scorecard.improvement.training_examples import training_examples
    from agent_scorecard.text.redaction import Redactor, redaction_key

    salt = redaction_key(dbt.config.meta_get("default_salt"))
    redactor = Redactor(salt=salt, regions=tuple(dbt.config.meta_get("regions").split(",")))
    said, found = dbt.ref("stg_reviews"), dbt.ref("int_reviews_to_episodes")
    judged, customers = dbt.ref("int_episodes_judged"), dbt.ref("stg_customers")
    timeline, bodies, answers = dbt.ref("int_timeline"), dbt.ref("stg_messages_redacted"), dbt.ref("int_answers_scored")
    reviews = session.sql(
        """
        select found.*, said.corrected_answer, judged.category, customers.name as customer_name
        from found
        inner join judged on found.episode_id = judged.episode_id
        inner join said on found.review_id = said.review_id
        left join customers on judged.customer_id = customers.customer_id
        order by found.review_id
        """
    )
    turns = session.sql(
        """
        select timeline.episode_id, bodies.message_id, timeline.author_type, bodies.body
        from timeline
        inner join bodies on timeline.row_id = bodies.message_id
        where timeline.episode_id in (select episode_id from found)
        and timeline.kind = 'message' and timeline.is_public and timeline.author_type in ('customer', 'ai', 'human')
        order by timeline.episode_id, timeline.position
        """
    )
    leaned = session.sql(
        """
        select episode_id, message_id, article_id, article_version
        from answers
        where episode_id in (select episode_id from found)
        order by message_id
        """
    )
    tables = (table.to_arrow_table().to_pylist() for table in (reviews, turns, leaned))
    return training_examples(*tables, redactor.redact, float(dbt.config.meta_get("evaluation_share")))
