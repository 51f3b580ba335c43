"""The hidden truth agrees with the rows, and the rates that came out with those that generated them."""

import re

import duckdb
import numpy as np
import pyarrow.compute as pc
import pytest
from stdnum import iban, luhn

from agent_scorecard.simulation import Incident, SimulationConfig, simulate

# metric: the episodes it is about, and what is counted
RATES = {
    "resolution_accuracy": ("is_ai_resolved", "is_correct"),
    "handled_accuracy": ("is_ai_handled and not is_operational", "is_correct"),
    "escalation_rate": ("is_ai_handled and not is_operational", "is_escalated"),
    "abandonment_rate": ("is_ai_handled and not is_operational", "is_abandoned"),
    "escalation_recall": ("is_ai_handled and not is_operational and needed_human", "is_escalated"),
    "escalation_precision": ("is_ai_handled and not is_operational and is_escalated", "needed_human"),
    "follow_up_rate_24h": ("is_ai_resolved", "coalesce(follow_up_seconds <= 86400, false)"),
    "follow_up_rate_7d": ("is_ai_resolved", "coalesce(follow_up_seconds <= 604800, false)"),
    "follow_up_rate_14d": ("is_ai_resolved", "coalesce(follow_up_seconds <= 1209600, false)"),
}


def ask(simulation, sql):
    """A question to the tables and the truth of one simulation."""
    connection = duckdb.connect()
    for name, table in {**simulation.tables, **simulation.truth}.items():
        connection.register(name, table)
    return connection.sql(sql)


@pytest.mark.parametrize("metric", RATES)
def test_what_comes_out_covers_what_generated_it(year, metric):
    """Binomial two-sided 95 % bounds over all cells, as if episodes were independent: customers add a little."""
    wanted, counted = RATES[metric]
    found = ask(
        year,
        f"""
        select probability, count(*) as n, count(*) filter (where {counted}) as k
        from episodes join cells using (week_start, category)
        where metric = '{metric}' and {wanted} group by week_start, category, probability
    """,
    ).fetchnumpy()
    p, n, k = (np.asarray(found[name], dtype=float) for name in ("probability", "n", "k"))
    inside = np.abs(k - n * p) <= 1.96 * np.sqrt(n * p * (1 - p)) + 0.5
    assert len(p) >= 380
    assert inside.mean() >= 0.92
    z = (k.sum() - (n * p).sum()) / np.sqrt((n * p * (1 - p)).sum())
    assert abs(z) < 4


def test_episodes_of_one_customer_are_alike():
    """The customer's leaning shows as an intraclass correlation, and without it there is none."""
    for correlation, low, high in ((0.0, -0.02, 0.02), (0.5, 0.10, 0.60)):
        config = SimulationConfig(tickets=20_000, categories=1, customer_correlation=correlation, seed=3)
        run = simulate(config)
        pair = (
            ask(
                run,
                """
            select is_escalated::int as one,
                lead(is_escalated::int) over (partition by customer_id order by started_at) as two
            from episodes where is_ai_handled and is_same_issue_as_before is null
        """,
            )
            .df()
            .dropna()
        )
        assert low < np.corrcoef(pair["one"], pair["two"])[0, 1] < high


def test_who_is_seen_to_come_back_is_who_came_back(year):
    """Reading only starts and resolutions finds the same follow-ups that were planted."""
    agree = ask(
        year,
        """
        with next as (
            select *, lead(started_at) over (partition by customer_id order by started_at) as next_at
            from episodes where not is_anonymous
        )
        select avg((coalesce(epoch(next_at - resolved_at) <= 604800, false)
                    = (coalesce(follow_up_seconds <= 604800, false) and resolved_at + to_seconds(follow_up_seconds)
                        < (select max(started_at) from episodes)))::int)
        from next where resolved_at is not null
    """,
    ).fetchone()[0]
    assert agree > 0.998


def test_events_and_messages_tell_the_same_story_as_the_truth(year):
    end = pc.max(year.tables["messages"]["sent_at"]).as_py()
    wrong = ask(
        year,
        f"""
        with said as (
            select ticket_id, bool_or(author_type = 'ai') as has_ai,
                bool_or(author_type = 'human' and is_public) as has_human
            from messages group by ticket_id
        ), handed as (
            select distinct ticket_id from ticket_events
            where event_type in ('escalated', 'assigned') and to_value like 'h%'
        )
        select count(*) filter (where is_ai_handled and not has_ai),
            count(*) filter (where is_escalated and handed.ticket_id is null),
            count(*) filter (where is_ai_resolved and handed.ticket_id is not null),
            count(*) filter (where is_ai_resolved and has_human)
        from episodes join said using (ticket_id) left join handed using (ticket_id)
        where started_at < timestamp '{end}' - interval 30 day
            and ticket_id in (select ticket_id from episodes group by 1 having count(*) = 1)
    """,
    ).fetchone()
    assert wrong == (0, 0, 0, 0)


def test_reopened_tickets_open_again_before_they_are_solved_again(year):
    wrong, opened = ask(
        year,
        """
        with states as (
            select to_value, from_value,
                lag(to_value) over (partition by ticket_id order by occurred_at, event_id) as before
            from ticket_events where event_type = 'status_changed'
        )
        select count(*) filter (where before is not null and from_value <> before),
            count(*) filter (where to_value = 'open')
        from states
    """,
    ).fetchone()
    assert wrong == 0
    assert opened > 500


def test_planted_secrets_stand_in_the_text_where_the_truth_says(year):
    total, found = ask(
        year,
        """
        select count(*), count(*) filter (where substr(body, s.start + 1, s.end - s.start) = s.text)
        from secrets as s join messages using (message_id)
    """,
    ).fetchone()
    assert total == found == len(year.truth["secrets"]) > 500
    assert set(pc.unique(year.truth["secrets"]["kind"]).to_pylist()) == {
        "email",
        "phone",
        "card",
        "iban",
        "key",
        "name",
    }


def test_cards_and_accounts_have_valid_check_digits(year):
    secrets = year.truth["secrets"].to_pylist()
    cards = {row["text"] for row in secrets if row["kind"] == "card"}
    accounts = {row["text"] for row in secrets if row["kind"] == "iban"}
    assert all(luhn.is_valid(re.sub(r"\D", "", card)) for card in cards)
    assert all(iban.is_valid(account, check_country=False) for account in accounts)


def test_a_planted_contradiction_quotes_a_number_that_no_article_has(year):
    articles = year.tables["articles"]
    numbers = {
        key: set(
            re.findall(
                r"\d+",
                " ".join(
                    body
                    for body, article in zip(
                        articles["body"].to_pylist(), articles["article_id"].to_pylist(), strict=True
                    )
                    if article == key
                ),
            )
        )
        for key in set(articles["article_id"].to_pylist())
    }
    rows = ask(
        year,
        """
        select body, cited_article_ids from faults join messages using (message_id)
        where faults.kind = 'contradicted' and cited_article_ids is not null limit 400
    """,
    ).fetchall()
    with_number = [
        (set(re.findall(r"\d+", body)), numbers[article]) for body, article in rows if re.search(r"\d", body)
    ]
    strange = [bool(said - known) for said, known in with_number]
    assert len(strange) > 100
    assert np.mean(strange) > 0.95


def test_every_language_and_every_kind_of_oddity_is_there(year):
    tickets = year.tables["tickets"]
    assert set(pc.unique(tickets["language"].drop_null()).to_pylist()) == {"en", "es", "de", "fr"}
    assert set(pc.unique(tickets["status"]).to_pylist()) >= {"open", "pending", "solved", "closed", "spam", "deleted"}
    assert pc.sum(tickets["is_test"]).as_py() > 0
    assert len(tickets) - tickets["merged_into_ticket_id"].null_count > 0
    assert tickets["customer_id"].null_count > 0


def test_the_text_is_varied(year):
    openers = ask(
        year,
        """
        select count(distinct body) / count(*) from (
            select body from messages join (select min(sent_at) as sent_at, ticket_id from messages group by 2)
            using (ticket_id, sent_at) where author_type = 'customer'
        )
    """,
    ).fetchone()[0]
    assert openers > 0.75


@pytest.mark.parametrize(
    ("kind", "metric", "counted", "sign"),
    [
        ("agent_release", "resolution_accuracy", "is_correct", -1),
        ("stale_article", "resolution_accuracy", "is_correct", -1),
        ("product_release", "escalation_rate", "is_escalated", 1),
    ],
)
def test_a_planted_incident_shows_in_its_category_and_weeks_only(kind, metric, counted, sign):
    incident = Incident(kind, "technical", start_week=20, end_week=30, size=0.30)
    run = simulate(SimulationConfig(tickets=12_000, weeks=40, categories=2, incidents=(incident,), seed=5))
    wanted, counted = RATES[metric]
    weeks = "week_start >= date '2025-01-06' + 140 and week_start < date '2025-01-06' + 210"
    during, before, elsewhere, usual = ask(
        run,
        f"""
        select avg(({counted})::int) filter (where category = 'technical' and {weeks}),
            avg(({counted})::int) filter (where category = 'technical' and not ({weeks})),
            avg(({counted})::int) filter (where category <> 'technical' and {weeks}),
            avg(({counted})::int) filter (where category <> 'technical' and not ({weeks}))
        from episodes where {wanted}
    """,
    ).fetchone()
    assert 0.22 < sign * (during - before) < 0.38
    assert abs(elsewhere - usual) < 0.05
    (row,) = run.truth["incidents"].to_pylist()
    release = [r for r in run.tables["releases"].to_pylist() if r["release_id"] == row["cause_release_id"]]
    assert release[0]["kind"] == ("agent" if kind == "agent_release" else "product")


def test_a_mix_shift_moves_the_mix_and_no_rate():
    run = simulate(SimulationConfig(tickets=12_000, weeks=40, categories=3, scenario="mix_shift", seed=5))
    (incident,) = run.truth["incidents"].to_pylist()
    shares = dict(
        ask(
            run,
            f"""
        select week_start >= date '{incident["start_week"]}' as is_late,
            avg((category = '{incident["category"]}')::int) from episodes group by 1
    """,
        ).fetchall()
    )
    assert 0.18 < shares[True] - shares[False] < 0.32
    cells = run.truth["cells"].to_pandas().query("metric != 'category_share'")
    assert cells.groupby(["category", "metric"])["probability"].nunique().max() == 1


def test_the_samples_two_incidents_are_large_late_and_visible(sample):
    incidents = sample.truth["incidents"].to_pylist()
    assert len(incidents) == 2
    assert all(row["size"] >= 0.25 and row["cause_release_id"] for row in incidents)
    accuracy, escalation = incidents
    drop = ask(
        sample,
        f"""
        with seen as (
            select e.*, r.verdict = 'correct' as is_right from episodes as e
            join review_draws using (episode_id) join reviews as r using (ticket_id, episode_number)
            where tier = 'random' and e.category = '{accuracy["category"]}' 
                and e.is_ai_resolved and r.verdict is not null
        )
        select avg(is_right::int) filter (where week_start < date '{accuracy["start_week"]}')
            - avg(is_right::int) filter (where week_start >= date '{accuracy["start_week"]}'
                and week_start < date '{accuracy["end_week"]}')
        from seen
    """,
    ).fetchone()[0]
    assert drop >= 0.25
    rise = ask(
        sample,
        f"""
        select avg(is_escalated::int) filter (where week_start >= date '{escalation["start_week"]}')
            - avg(is_escalated::int) filter (where week_start < date '{escalation["start_week"]}')
        from episodes where is_ai_handled and category = '{escalation["category"]}'
    """,
    ).fetchone()[0]
    assert rise >= 0.25


def test_reviewers_noise_leaves_the_mean_where_it_is():
    run = simulate(
        SimulationConfig(
            tickets=20_000,
            categories=1,
            random_review_share=1.0,
            has_prioritised_reviews=False,
            reviewer_noise=0.2,
            seed=2,
        )
    )
    said, true, agree = ask(
        run,
        """
        select avg((verdict = 'correct')::int), avg(is_correct::int), avg(((verdict = 'correct') = is_correct)::int)
        from episodes join reviews using (ticket_id, episode_number) where verdict <> 'cannot_tell' and is_ai_resolved
    """,
    ).fetchone()
    assert abs(said - true) < 0.01
    assert agree < 0.95


def test_weighted_reviews_are_unbiased_and_plain_ones_are_not():
    run = simulate(SimulationConfig(tickets=40_000, categories=2, seed=4))
    plain, weighted, true = ask(
        run,
        """
        select avg((verdict = 'correct')::int),
            sum((verdict = 'correct')::int / inclusion_probability) / sum(1 / inclusion_probability),
            (select avg(is_correct::int) from episodes where is_ai_handled)
        from reviews join episodes using (ticket_id, episode_number) where verdict <> 'cannot_tell'
    """,
    ).fetchone()
    assert abs(weighted - true) < 0.02
    assert plain < true - 0.02


def test_an_answer_contradicts_only_an_answer_with_a_figure_that_was_given_before(sample):
    planted, without = ask(
        sample,
        """
        select count(*), count(*) filter (where not exists (
            select 1 from messages as earlier where earlier.ticket_id = messages.ticket_id
                and earlier.sent_at < messages.sent_at and earlier.author_type = 'ai'
                and regexp_matches(earlier.body, '[0-9]') and not regexp_matches(earlier.body, '[äöüéèàñóí]')
        ))
        from faults inner join messages using (message_id) where faults.kind = 'contradicts_itself'
        """,
    ).fetchall()[0]
    assert planted > 50
    assert without == 0
