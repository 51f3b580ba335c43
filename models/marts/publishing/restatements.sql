{#-
    One row per published number that reads differently now: what it was, what it is, and why.

    A review explains a number only where it rests on reviews. Where the number of episodes itself changed although nothing
    is dated later, messages of the past landed late. `time passed` is a week that was published before it was final.
-#}

with

changed as (

    select * from {{ ref('int_numbers_restated') }}

),

explained as (

    select
        *,

        concat(
            case when is_judged and late_label_count > 0 then '; late label' else '' end,
            case when has_late_message then '; late message' else '' end,
            case when reopened_count > 0 then '; reopened' else '' end,
            case when merged_count > 0 then '; merged' else '' end,
            case when was_open then '; time passed' else '' end
        ) as reasons

    from changed

),

final as (

    select
        -- keys
        published_as_of,
        week_start,
        category,
        metric,

        -- judgements
        case
            when reasons <> '' then substr(reasons, 3)
            when denominator_was <> denominator_now then 'late message'
            else 'definition'
        end as why,
        status_was,
        status_now,

        -- numbers
        value_was,
        value_now,
        value_now - value_was as change,
        value_low_was,
        value_low_now,
        value_high_was,
        value_high_now,
        numerator_was,
        numerator_now,
        denominator_was,
        denominator_now,
        late_label_count,
        late_message_count,
        reopened_count,
        merged_count

    from explained

)

select * from final
