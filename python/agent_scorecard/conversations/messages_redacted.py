"""Message bodies without secrets, batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from agent_scorecard.text.redaction import Redactor

SCHEMA = pa.schema(
    [
        ("message_id", pa.string()),
        ("body", pa.string()),
        ("is_forgotten", pa.bool_()),
        ("redactor_version", pa.string()),
        ("fingerprint", pa.string()),
    ]
)


def messages_redacted(batches: Iterable[pa.RecordBatch], redactor: Redactor) -> Iterator[pa.RecordBatch]:
    """The same messages in the columns of ``SCHEMA``, each depending on its own row alone.

    ``batches``: message_id, body, customer_names (separated by ``;``), is_forgotten, fingerprint.
    """
    for batch in batches:
        yield pa.record_batch(
            [
                batch["message_id"],
                redactor.redact_batch(batch["body"], batch["customer_names"]),
                batch["is_forgotten"],
                pa.repeat(redactor.version, len(batch)),
                batch["fingerprint"],
            ],
            schema=SCHEMA,
        )
