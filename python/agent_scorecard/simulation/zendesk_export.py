"""A simulated history as Zendesk exports it."""

from __future__ import annotations

from agent_scorecard.simulation.export_kit import Rows, iso, tags_of


def zendesk(rows: Rows) -> dict[str, list]:
    """Tickets, comments, users, audits and ratings as the API gives them; the AI is a user of the support team."""
    customers = {row["customer_id"]: row for row in rows.get("customers", ())}
    users = [
        {
            "id": each,
            "role": "end-user",
            "name": row.get("name"),
            "created_at": iso(row.get("created_at")),
            "organization_id": row.get("account_id"),
        }
        for each, row in customers.items()
    ]
    team = {m["author_id"] for m in rows["messages"] if m["author_type"] in ("ai", "human") and m["author_id"]}
    users += [{"id": each, "role": "agent", "name": each} for each in sorted(team)]
    # Zendesk has a requester for every ticket
    requester = {row["ticket_id"]: row["customer_id"] or f"anonymous of {row['ticket_id']}" for row in rows["tickets"]}
    tickets = [
        {
            "id": row["ticket_id"],
            "created_at": iso(row["created_at"]),
            "updated_at": iso(row["updated_at"]),
            "status": row["status"],
            "requester_id": requester[row["ticket_id"]],
            "submitter_id": row["customer_id"] if row["initiated_by"] == "customer" else None,
            "metric_set": {"solved_at": iso(row["solved_at"])},
            "organization_id": row["account_id"],
            "via": {"channel": row["channel"] if row["channel"] != "chat" else "web"},
            "subject": row["subject"],
            "priority": row["priority"],
            "tags": tags_of(row),
        }
        for row in rows["tickets"]
    ]
    comments = [
        {
            "id": row["message_id"],
            "ticket_id": row["ticket_id"],
            "author_id": row["author_id"]
            or (requester.get(row["ticket_id"]) if row["author_type"] == "customer" else None),
            "public": row["is_public"],
            "plain_body": row["body"],
            "created_at": iso(row["sent_at"]),
        }
        for row in rows["messages"]
        if row["author_type"] in ("ai", "human", "customer")
    ]
    audits = _audits(rows)
    files = {"users": users, "tickets": tickets, "comments": comments, "ticket_audits": audits}
    paged = {"users": "users", "tickets": "tickets", "comments": "comments", "ticket_audits": "audits"}
    found = {name: [{paged[name]: documents}] for name, documents in files.items()}
    return {**found, "survey_responses": [{"survey_responses": _ratings(rows)}]}


def _ratings(rows: Rows) -> list[dict]:
    return [
        {
            "subjects": [{"id": row["ticket_id"], "type": "zen:ticket"}],
            "answers": [
                {
                    "type": "rating_scale_numeric",
                    "rating": float(row["score"]),
                    "scale_max": float(row["scale_max"]),
                    "updated_at": iso(row["responded_at"]),
                },
                {"type": "open_ended", "value": row["comment"]},
            ],
        }
        for row in rows.get("satisfaction", ())
        if row["kind"] == "csat"
    ]


def _audits(rows: Rows) -> list[dict]:
    """Changes of status and assignee. An escalation is the assignment to a person, at its own moment and by the AI."""
    escalated = {
        (r["ticket_id"], r["to_value"]) for r in rows.get("ticket_events", ()) if r["event_type"] == "escalated"
    }
    found, told = [], set()
    for row in rows.get("ticket_events", ()):
        kind, ticket_id = row["event_type"], row["ticket_id"]
        if kind in ("status_changed", "reopened"):
            was, now = row["from_value"] or "solved", row["to_value"] or "open"
            change = {"field_name": "status", "previous_value": was, "value": now}
        elif kind == "escalated" or (kind == "assigned" and (ticket_id, row["to_value"]) not in escalated):
            change = {"field_name": "assignee_id", "previous_value": row["from_value"], "value": row["to_value"]}
        else:
            continue
        what = (ticket_id, row["occurred_at"], *change.values())
        if what in told:
            continue
        told.add(what)
        found.append(
            {
                "id": row["event_id"],
                "ticket_id": ticket_id,
                "created_at": iso(row["occurred_at"]),
                "author_id": row["actor_id"],
                "events": [{"type": "Change", **change}],
            }
        )
    return found
