{#-
    One row per message: the name that the redaction takes out of it, and whether its customer asked to be forgotten.

    One person may have several ids, of which one bears the name and another one made the request.
-#}

with

messages as (

    select * from {{ ref('stg_messages') }}

),

tickets as (

    select * from {{ ref('stg_tickets') }}

),

customers as (

    select * from {{ ref('stg_customers') }}

),

identified as (

    select * from {{ ref('int_customers_identified') }}

),

erasures as (

    select * from {{ ref('stg_erasure_requests') }}

),

people as (

    select
        identified.person_id,
        {{ dbt.listagg('distinct customers.name', "';'", 'order by customers.name') }} as names

    from identified

    inner join customers on identified.customer_id = customers.customer_id

    where customers.name is not null

    group by identified.person_id

),

forgotten as (

    select distinct coalesce(identified.person_id, erasures.customer_id) as person_id

    from erasures

    left join identified on erasures.customer_id = identified.customer_id

),

written as (

    select
        messages.message_id,
        coalesce(owner.person_id, tickets.customer_id) as owner_id,
        -- somebody else's words on the customer's ticket: a colleague in copy
        case when messages.author_type = 'customer' then coalesce(author.person_id, messages.author_id) end as author_id

    from messages

    left join tickets on messages.ticket_id = tickets.ticket_id

    left join identified as owner on tickets.customer_id = owner.customer_id

    left join identified as author on messages.author_id = author.customer_id and messages.author_type = 'customer'

),

final as (

    select
        -- keys
        written.message_id,

        -- attributes
        case
            when written.author_id <> written.owner_id and author_people.names is not null
                then concat_ws(';', people.names, author_people.names)
            else people.names
        end as customer_names,

        -- judgements
        forgotten.person_id is not null or author_forgotten.person_id is not null as is_forgotten

    from written

    left join people on written.owner_id = people.person_id

    left join people as author_people on written.author_id = author_people.person_id

    left join forgotten on written.owner_id = forgotten.person_id

    left join forgotten as author_forgotten on written.author_id = author_forgotten.person_id

)

select * from final
