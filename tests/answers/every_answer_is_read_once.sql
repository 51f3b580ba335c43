-- Every answer the AI gave a customer is read, and read once, whichever run read it. A full refresh would give the same rows.
{{ config(meta={'remedy': "build int_answers_scored with --full-refresh; if it fails again, an episode id is not unique in int_answer_messages"}) }}

with

given as (

    select message_id from {{ ref('int_answer_messages') }}
    where is_answer

),

read_answers as (

    select message_id from {{ ref('int_answers_scored') }}

)

select
    coalesce(given.message_id, read_answers.message_id) as message_id

from given

full outer join read_answers on given.message_id = read_answers.message_id

where given.message_id is null or read_answers.message_id is null
