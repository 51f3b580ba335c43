{#-
    One row per workflow and step at which a customer wrote in the last thirteen weeks: how often the conversation left the customer
    stuck, next to the other steps of the same workflow.
-#}

with

moment as (

    select * from {{ ref('stg_as_of') }}

),

questions as (

    select questions.*

    from {{ ref('int_feature_questions') }} as questions

    cross join moment

    where
        questions.workflow is not null
        and questions.step_number is not null
        and questions.started_at > {{ dbt.dateadd('day', -91, 'moment.as_of') }}

),

steps as (

    select
        workflow,
        step_number,
        min(product_area) as product_area,
        count(distinct customer_cluster) as customer_count,
        count(*) as stuck_denominator,
        cast(sum(case when is_stuck then 1 else 0 end) as bigint) as stuck_numerator,
        cast(sum(case when has_error then 1 else 0 end) as bigint) as error_count,
        cast(sum(case when is_person_needed then 1 else 0 end) as bigint) as person_count

    from questions

    group by workflow, step_number

),

totals as (

    select
        *,

        cast(stuck_numerator as double) / stuck_denominator as stuck_share,
        sum(stuck_numerator) over (partition by workflow) - stuck_numerator as other_numerator,
        sum(stuck_denominator) over (partition by workflow) - stuck_denominator as other_denominator

    from steps

),

compared as (

    select
        *,

        {{ wilson('stuck_share', 'stuck_denominator', -1) }} as stuck_share_low,
        {{ wilson('stuck_share', 'stuck_denominator', 1) }} as stuck_share_high,
        cast(other_numerator as double) / nullif(other_denominator, 0) as stuck_share_others

    from totals

),

labels as (

    select
        workflow,
        step_number,
        min(element_label) as element_label

    from {{ ref('stg_workflow_steps') }}

    group by workflow, step_number

),

owners as (

    select * from {{ ref('list_owners') }}

    where list = 'workflow_problems'

),

final as (

    select
        -- keys
        compared.workflow,
        compared.step_number,

        -- attributes
        labels.element_label,
        compared.product_area,
        coalesce(by_area.owner, by_default.owner) as owner,
        coalesce(by_area.next_step, by_default.next_step) as next_step,

        -- numbers
        compared.customer_count,
        compared.stuck_numerator,
        compared.stuck_denominator,
        compared.stuck_share,
        compared.stuck_share_low,
        compared.stuck_share_high,
        compared.stuck_share_others,
        compared.error_count,
        compared.person_count,
        case when compared.stuck_denominator < 10 then 'low_n' else 'ok' end as status,

        -- judgements
        compared.stuck_denominator >= 10
        and coalesce(compared.stuck_share_low > compared.stuck_share_others, false) as is_problem

    from compared

    left join labels on compared.workflow = labels.workflow and compared.step_number = labels.step_number

    left join owners as by_area on compared.product_area = by_area.part

    left join owners as by_default on by_default.part = '(any)'

)

select * from final
