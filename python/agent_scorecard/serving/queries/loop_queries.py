"""What pages read of the loop: reviews, answers, what to change, and what changes did."""

from __future__ import annotations

from agent_scorecard.serving.queries.shown_weeks import Query

QUERIES: dict[str, Query] = {
    "queue": (
        ("review_queue",),
        """
        select category, tier, count(*) as episode_count, count(*) filter (where is_worth_its_cost) as worth_count,
            min(inclusion_probability) as probability_low, max(inclusion_probability) as probability_high,
            sum(label_cost_usd) as cost_usd, sum(expected_loss_avoided_usd) as loss_avoided_usd,
            sum(next_label_value_usd) as value_usd, min(reviewable_at) as oldest_at
        from marts.review_queue group by category, tier order by category, tier
        """,
    ),
    "agreement": (
        ("reviewer_agreement",),
        "select * from marts.reviewer_agreement order by rater_type desc, rater, category",
    ),
    "gates": (
        ("scale_gate",),
        """
        select category, reviewed_count, episode_count, reviews_to_do, missing from marts.scale_gate
        where reviews_to_do > 0 and category <> '(all)' order by reviews_to_do, category limit 20
        """,
    ),
    "articles": (
        ("answers", "episodes"),
        """
        select article_id, max_by(article_title, answered_at) as title, mode(category) as category,
            count(*) filter (where is_unsupported is not null) as answer_count,
            count(*) filter (where is_unsupported) as unsupported_count,
            count(*) filter (where unsupported_number) as number_count,
            count(*) filter (where negation_mismatch) as negation_count,
            count(*) filter (where invented_feature) as feature_count, count(*) filter (where overpromise) as promise_count
        from marts.answers inner join marts.episodes using (episode_id)
        where article_id is not null and answered_at >= (select max(answered_at) - interval 91 day from marts.answers)
        group by article_id having count(*) filter (where is_unsupported is not null) > 0
        order by unsupported_count desc, article_id limit 15
        """,
    ),
    "gaps": (
        ("answers", "episodes"),
        """
        select episodes.category, episodes.product_area, count(*) as answer_count,
            count(*) filter (where answers.is_unverifiable) as without_article_count
        from marts.answers as answers inner join marts.episodes as episodes using (episode_id)
        where answers.answered_at >= (select max(answered_at) - interval 91 day from marts.answers)
        group by all having count(*) filter (where answers.is_unverifiable) > 0
        order by without_article_count desc, category limit 15
        """,
    ),
    "knowledge_gaps": (
        ("knowledge_gaps",),
        """
        select * from marts.knowledge_gaps
        order by case state when 'reopened' then 1 when 'open' then 2 when 'proposed' then 3 when 'fixed' then 4 else 5 end,
            customer_count desc, gap_key limit 50
        """,
    ),
    # by name, without the opening that a customer wrote
    "topics": (
        ("failure_clusters",),
        """
        select cluster_key, name, category, is_new, recent_count, failed_count, customer_count, trend, failure_reasons
        from marts.failure_clusters order by recent_count desc, failed_count desc, cluster_key limit 50
        """,
    ),
    "recommendations": (
        ("recommendations",),
        "select * from marts.recommendations where state = 'proposed' order by place limit 10",
    ),
    "fixes": (("fix_outcomes",), "select * from marts.fix_outcomes order by shipped_at desc, fix_id limit 20"),
    "shadow": (("shadow_comparison",), "select * from marts.shadow_comparison order by category, blinding"),
    "experiments": (
        ("experiment_results",),
        "select * from marts.experiment_results order by last_assigned_at desc, experiment, variant, role, metric, category",
    ),
    "learning": (("learning_velocity",), "select * from marts.learning_velocity order by category, measure"),
    "knowledge_due": (("knowledge_due",), "select * from marts.knowledge_due order by rank"),
    "features": (
        ("confusing_features",),
        "select * exclude (last_episodes) from marts.confusing_features where status <> 'low_n'"
        " order by is_confusing desc, ratio desc nulls last, feature_id, release_id",
    ),
    "steps": (
        ("workflow_problems",),
        "select * from marts.workflow_problems where status <> 'low_n'"
        " order by is_problem desc, stuck_share desc, workflow, step_number",
    ),
}
