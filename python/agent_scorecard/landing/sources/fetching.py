"""A help desk's API into a folder, page by page as it comes: resumable, patient with limits, loud where a page is lost.

Every page is written before its cursor is kept, so that a run that was cut goes on where it stopped. Credentials come
from the environment alone and are neither written nor shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from agent_scorecard.landing.sources.fetched_pages import OVERLAP, Fetch, FetchStopped, needed, session_of


def zendesk(fetch: Fetch, since: int) -> None:
    """Tickets by the incremental cursor, then each changed ticket's comments, audits and conversation log; users, ratings."""
    first = {"cursor": fetch.state["tickets"]} if fetch.state.get("tickets") else {"start_time": since}
    for todo in list(fetch.state.get("unread", [])):
        _zendesk_ticket(fetch, todo)
    for page, _ in fetch.cursors("/api/v2/incremental/tickets/cursor.json", first, _zendesk_next, "cursor"):
        changed = [
            {"id": t["id"], "messaging": _is_messaging(t)}
            for t in page.get("tickets", [])
            if t.get("status") != "deleted"
        ]
        if page.get("tickets"):
            fetch.write(fetch.number("tickets"), page)
        fetch.keep(tickets=page.get("after_cursor") or fetch.state.get("tickets"), unread=changed)
        for ticket in changed:
            _zendesk_ticket(fetch, ticket)
        fetch.tell(f"zendesk: {len(page.get('tickets', []))} tickets, {fetch.calls} calls")
    first = {"cursor": fetch.state["users"]} if fetch.state.get("users") else {"start_time": since}
    for page, _ in fetch.cursors("/api/v2/incremental/users/cursor.json", first, _zendesk_next, "cursor"):
        if page.get("users"):
            fetch.write(fetch.number("users"), page)
        fetch.keep(users=page.get("after_cursor") or fetch.state.get("users"))
    path, params = (
        "/api/v2/satisfaction_ratings.json",
        {"start_time": fetch.state.get("ratings", since), "page[size]": 100},
    )
    newest = int(fetch.state.get("ratings", since))
    for page, _ in fetch.cursors(path, params, _zendesk_more, "page[after]"):
        if rated := page.get("satisfaction_ratings"):
            fetch.write(fetch.number("satisfaction_ratings"), page)
            newest = max([newest, *(_epoch(row.get("updated_at")) for row in rated)])
    # the second of the newest is asked for again: two ratings may share it
    fetch.keep(ratings=newest)


def _epoch(text: str | None) -> int:
    return int(datetime.fromisoformat(text).timestamp()) if text else 0


def _zendesk_next(page: dict) -> str | None:
    return None if page.get("end_of_stream", True) else page.get("after_cursor")


def _zendesk_more(page: dict) -> str | None:
    meta = page.get("meta") or {}
    return meta.get("after_cursor") if meta.get("has_more") else None


def _is_messaging(ticket: dict) -> bool:
    return bool(ticket.get("from_messaging_channel")) or (ticket.get("via") or {}).get("channel") in (
        "native_messaging",
        "chat",
    )


def _zendesk_ticket(fetch: Fetch, ticket: dict) -> None:
    kinds = ["comments", "audits", *(["conversation_log"] if ticket["messaging"] else [])]
    for kind in kinds:
        pages = fetch.cursors(
            f"/api/v2/tickets/{ticket['id']}/{kind}", {"page[size]": 100}, _zendesk_more, "page[after]"
        )
        for number, (page, _) in enumerate(pages, start=1):
            if page:
                fetch.write(f"{kind}/{ticket['id']}" if number == 1 else f"{kind}/p{number}_{ticket['id']}", page)
    fetch.keep(unread=[other for other in fetch.state.get("unread", []) if other["id"] != ticket["id"]])


def intercom(fetch: Fetch, since: int) -> None:
    """Ids by search, oldest change first; each conversation by its id, with its parts."""
    start = int(fetch.state.get("updated_at", since))
    query = {"field": "updated_at", "operator": ">", "value": max(start - 1, 0)}
    after, seen = None, set()
    while True:
        pagination = {"per_page": 150, **({"starting_after": after} if after else {})}
        body = {"query": query, "sort": {"field": "updated_at", "order": "ascending"}, "pagination": pagination}
        page = fetch.page("/conversations/search", body=body)
        found = page.get("conversations", [])
        for head in found:
            whole = fetch.get(f"/conversations/{head['id']}", {"display_as": "plaintext"})
            if whole:
                fetch.write(f"conversations/{head['id']}", whole)
            fetch.keep(updated_at=max(int(head.get("updated_at") or 0), int(fetch.state.get("updated_at", 0))))
        fetch.tell(f"intercom: {len(found)} of {page.get('total_count', '?')} conversations, {fetch.calls} calls")
        after = ((page.get("pages") or {}).get("next") or {}).get("starting_after")
        if after is None:
            return
        if after in seen:
            raise FetchStopped(
                "/conversations/search: the cursor starting_after repeats; the pages after it are missing. Run again later"
            )
        seen.add(after)


def chatwoot(fetch: Fetch, since: int) -> None:
    """Conversations of every status, latest activity first, down to what was fetched before; all messages of each."""
    (account,) = needed("CHATWOOT_ACCOUNT")
    base, last, number = f"/api/v1/accounts/{account}", int(fetch.state.get("last_activity_at", since)), 0
    newest, seen = last, set()
    while True:
        number += 1
        page = fetch.page(
            f"{base}/conversations",
            {"status": "all", "assignee_type": "all", "sort_by": "last_activity_at_desc", "page": number},
        )
        found = (page.get("data") or page).get("payload") or []
        fresh = [c for c in found if int(c.get("last_activity_at") or 0) >= last and c["id"] not in seen]
        for conversation in fresh:
            seen.add(conversation["id"])
            # the list holds the last message only: messages are fetched whole
            fetch.write(f"conversations/{conversation['id']}", {**conversation, "messages": []})
            _chatwoot_messages(fetch, base, conversation["id"])
            newest = max(newest, int(conversation.get("last_activity_at") or 0))
        fetch.tell(f"chatwoot: {len(fresh)} conversations, {fetch.calls} calls")
        if not found or any(int(c.get("last_activity_at") or 0) < last for c in found):
            break
        if not fresh and number > 1:
            raise FetchStopped(
                f"{base}/conversations: page {number} repeats what was read; the pages after it are missing"
            )
    for number in range(1, 100_000):
        answers = fetch.get(f"{base}/csat_survey_responses", {"page": number, "since": last})
        if not answers:
            break
        # numbered over all runs: a later day's first page is not the first day's
        fetch.write(fetch.number("csat"), answers)
    fetch.keep(last_activity_at=newest)


def _chatwoot_messages(fetch: Fetch, base: str, conversation: int) -> None:
    before: int | None = None
    pages: list[dict] = []
    while True:
        page = fetch.page(f"{base}/conversations/{conversation}/messages", {"before": before} if before else None)
        rows = page.get("payload") or []
        if not rows or (before is not None and min(r["id"] for r in rows) >= before):
            break
        pages += rows
        before = min(row["id"] for row in rows)
    # read until a page was empty: nothing follows, however many they are
    fetch.write(f"messages/{conversation}", {"meta": {"has_more": False}, "payload": pages})


def langfuse(fetch: Fetch, since: int) -> None:
    """Observations by the cursor of API version 2, and scores by page; each run reads the last hour before again."""
    # an observation is found by its start and may arrive, or end, later than one that started after it
    kept = fetch.state.get("start_time")
    start = (datetime.fromisoformat(kept) - OVERLAP if kept else datetime.fromtimestamp(since, UTC)).isoformat()
    fields = "core,basic,time,io,metadata,model,usage,trace_context"
    params, newest = {"fromStartTime": start, "limit": 100, "fields": fields}, start
    for page, _ in fetch.cursors(
        "/api/public/v2/observations", params, lambda p: (p.get("meta") or {}).get("cursor"), "cursor"
    ):
        if page.get("data"):
            fetch.write(fetch.number("observations"), page["data"])
            newest = max([newest, *(str(row.get("startTime") or "") for row in page["data"])])
        fetch.tell(f"langfuse: {len(page.get('data', []))} observations, {fetch.calls} calls")
    number = 1
    while True:
        page = fetch.page("/api/public/v2/scores", {"page": number, "limit": 100, "fromTimestamp": start})
        if not page.get("data"):
            break
        fetch.write(fetch.number("scores"), page["data"])
        if number >= int((page.get("meta") or {}).get("totalPages") or number):
            break
        number += 1
    fetch.keep(start_time=newest)


FETCHERS = {"zendesk": zendesk, "intercom": intercom, "chatwoot": chatwoot, "langfuse": langfuse}


def run(source: str, folder: Path, since: int, wait: Callable = time.sleep, tell: Callable = print) -> int:
    """Fetch what is new. 0 done; 2 stopped: what is missing is said, and the next run goes on from there."""
    try:
        base, session = session_of(source)
        fetch = Fetch(folder, base, session, wait, tell)
        FETCHERS[source](fetch, since)
    except FetchStopped as stopped:
        print(f"agent-scorecard fetch {source}: {stopped}")
        return 2
    tell(f"{source}: done after {fetch.calls} calls; land it with: agent-scorecard land {source} {folder}")
    return 0
