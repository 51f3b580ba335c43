{#- One row per table and reason: what landed and does not count, and what is not known of what does. -#}

with

landed as (

    select * from {{ ref('int_landing_counted') }}

),

episodes as (

    select * from {{ ref('int_episodes') }}

),

excluded as (

    select excluded_reason as reason from {{ ref('int_tickets_counted') }}

    where excluded_reason is not null

),

reviews as (

    select * from {{ ref('int_reviews_to_episodes') }}

),

final as (

    select
        table_name,
        reason,
        row_count,
        total_count

    from landed

    union all

    select
        'tickets' as table_name, concat('excluded: ', reason) as reason, count(*) as row_count,
        (select count(*) from {{ ref('stg_tickets') }}) as total_count
    from excluded
    group by reason

    union all

    {% for unknown in ['customer_id', 'account_id', 'category', 'channel', 'language', 'agent_version'] %}
    select
        'episodes' as table_name, 'unknown: {{ unknown }}' as reason,
        count(*) filter (where {{ unknown }} is null {{ "or category = '(none)'" if unknown == 'category' }}) as row_count,
        count(*) as total_count
    from episodes
    {% if unknown == 'agent_version' %}where is_ai_handled{% endif %}

    union all

    {% endfor %}
    select
        'reviews' as table_name, 'without inclusion probability: for diagnosis only' as reason,
        count(*) filter (where inclusion_probability is null) as row_count, count(*) as total_count
    from reviews

    union all

    select
        'reviews' as table_name, 'a probability that is not that of the draw: the draw counts' as reason,
        count(*) filter (where is_probability_in_doubt) as row_count, count(*) as total_count
    from reviews

    union all

    select
        'reviews' as table_name, 'by another rubric than the newest review of all' as reason,
        count(*) filter (
            where coalesce(rubric_version, '') <> (
                select coalesce(newest.rubric_version, '') from reviews as newest
                order by newest.reviewed_at desc, newest.review_id desc
                limit 1
            )
        ) as row_count,
        count(*) as total_count
    from reviews

)

select
    table_name,
    reason,
    row_count,
    total_count

from final
