{#-
    One row per episode and measure that it is counted in: what is read from the AI's answers.

    An episode adds its answers, moments or named elements: the numerator counts those that fit, the denominator all.
-#}

with

answers as (

    select
        *,

        {{ is_unsupported() }} as is_unsupported,
        {{ is_context_lost() }} as is_context_lost

    from {{ ref('int_answers_scored') }}

),

by_page as (

    select
        episode_id,
        page_context_id,
        bool_or(is_proactive) as is_proactive

    from answers

    where is_proactive is not null

    group by episode_id, page_context_id

),

by_episode as (

    select
        episode_id,

        count(*) filter (where is_unsupported) as unsupported_count,
        count(is_unsupported) as verifiable_count,
        count(*) filter (where is_context_lost) as lost_count,
        count(is_context_lost) as thread_count,
        bool_or(uses_earlier_conversation) as is_used,
        bool_or(asks_again_across_conversations) as is_asked_again,
        count(*) filter (where used_page) as used_page_count,
        count(used_page) as page_count,
        sum(elements_correct) as elements_correct,
        sum(elements_named) as elements_named,
        sum(steps_correct) as steps_correct,
        sum(steps_named) as steps_named,
        count(*) filter (where recognised_stuck) as recognised_count,
        count(recognised_stuck) as stuck_count

    from answers

    group by episode_id

),

unioned as (

    {% for metric, numerator, denominator in [
        ('unsupported_answer_rate', 'unsupported_count', 'verifiable_count'),
        ('context_loss_rate', 'lost_count', 'thread_count'),
        ('page_context_use_rate', 'used_page_count', 'page_count'),
        ('element_accuracy_rate', 'elements_correct', 'elements_named'),
        ('workflow_accuracy_rate', 'steps_correct', 'steps_named'),
        ('stuck_recognition_rate', 'recognised_count', 'stuck_count'),
    ] %}
    select
        episode_id,
        '{{ metric }}' as metric,
        cast({{ numerator }} as decimal(18, 6)) as numerator,
        cast({{ denominator }} as bigint) as denominator

    from by_episode

    where {{ denominator }} > 0

    union all
    {% endfor %}

    -- one conversation remembers or does not, however often it speaks; doing neither shows neither
    select episode_id, 'cross_conversation_retention_rate', {{ one_if('is_used and not is_asked_again') }}, 1
    from by_episode
    where is_used or is_asked_again

    union all

    -- one error on one page is raised once
    select episode_id, 'proactive_rate', sum({{ one_if('is_proactive') }}), count(*) from by_page
    group by episode_id

),

final as (

    select
        episode_id,
        metric,
        cast(numerator as decimal(18, 6)) as numerator,
        cast(denominator as bigint) as denominator

    from unioned

)

select * from final
