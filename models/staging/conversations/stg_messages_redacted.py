"""One row per message: its text without secrets. Nobody downstream reads another; only what changed is redacted again."""


def model(dbt, session):
    import pyarrow as pa

    from agent_scorecard.conversations.messages_redacted import SCHEMA, messages_redacted
    from agent_scorecard.people.owners import owners
    from agent_scorecard.text.redaction import Redactor, redaction_key

    redactor = Redactor(
        salt=redaction_key(dbt.config.meta_get("default_salt")),
        regions=tuple(dbt.config.meta_get("regions").split(",")),
    )
    messages, bodies, tickets = dbt.ref("stg_messages"), dbt.ref("stg_message_bodies"), dbt.ref("stg_tickets")
    customers, erasures = dbt.ref("stg_customers"), dbt.ref("stg_erasure_requests")
    people = owners(
        customers.project("customer_id, same_as_customer_id, name").order("customer_id").fetchall(),
        [row[0] for row in erasures.project("customer_id").fetchall()],
    )

    # the ticket's customer, and whoever else wrote as a customer: a colleague in copy
    written = session.sql(
        """
        select
            messages.message_id,
            bodies.body,
            coalesce(owner.is_forgotten, false) or coalesce(author.is_forgotten, false) as is_forgotten,
            nullif(concat_ws(
                ';',
                owner.customer_names,
                case when author.customer_names is distinct from owner.customer_names then author.customer_names end
            ), '') as customer_names
        from messages
        inner join bodies on messages.message_id = bodies.message_id
        left join tickets on messages.ticket_id = tickets.ticket_id
        left join people as owner on tickets.customer_id = owner.customer_id
        -- the condition on one side is within the key: beside it DuckDB would compare every message with every person
        left join people as author
            on case when messages.author_type = 'customer' then messages.author_id end = author.customer_id
        """
    )
    # All that the redacted text depends on, as one keyed digest: without the key nobody can try texts against it.
    # It comes as a table: with a parameter DuckDB would hold the whole answer in memory.
    secret = pa.table({"key": [f"{redactor.version}{redactor.salt}"]})
    texts = session.sql(
        """
        select
            message_id,
            case when not is_forgotten then body end as body,
            customer_names,
            is_forgotten,
            md5(concat_ws(chr(31), key, is_forgotten, coalesce(customer_names, ''), coalesce(body, ''))) as fingerprint
        from written, secret
        """
    )
    if dbt.is_incremental:
        done = session.sql(f"select message_id, fingerprint from {dbt.this}")
        texts = texts.join(done, "message_id, fingerprint", how="anti")

    # what was written again comes together, so that it is redacted once
    redacted = messages_redacted(texts.order("body, message_id").to_arrow_reader(20_000), redactor)
    return pa.RecordBatchReader.from_batches(SCHEMA, redacted)
