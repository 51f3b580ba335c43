"""One fetch: pages to a folder as they come, resumable, patient with limits, and loud where a page is lost."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

STATE = "_fetch.json"
TRIES = 6
LONGEST_WAIT = 300.0
OVERLAP = timedelta(hours=1)


class FetchStopped(Exception):
    """The fetch cannot go on; what was fetched is kept, and the message says what is missing and what to do."""


class Fetch:
    """One run into one folder. ``wait`` and ``tell`` are replaced by tests."""

    def __init__(self, folder: Path, base: str, session, wait: Callable = time.sleep, tell: Callable = print):
        self.folder, self.base, self.session, self.wait, self.tell = folder, base.rstrip("/"), session, wait, tell
        folder.mkdir(parents=True, exist_ok=True)
        state = folder / STATE
        self.state: dict = json.loads(state.read_text(encoding="utf-8")) if state.exists() else {}
        self.calls = 0

    def get(self, path: str, params: dict | None = None, body: dict | None = None) -> dict | list:
        """One page, tried again after a limit, a failure of the server or a page that was cut."""
        why = ""
        for attempt in range(TRIES):
            try:
                self.calls += 1
                url = path if path.startswith("http") else f"{self.base}{path}"
                answer = self.session.request(
                    "POST" if body is not None else "GET", url, params=params, json=body, timeout=60
                )
            except OSError as error:
                why = f"no answer ({type(error).__name__})"
                self.wait(min(2.0**attempt, LONGEST_WAIT))
                continue
            if answer.status_code in (401, 403):
                told = f"{path}: {answer.status_code}, the credential is refused or has expired"
                raise FetchStopped(f"{told}. Renew it and run again: the fetch goes on where it stopped")
            if answer.status_code == 404:
                return {}
            if answer.status_code == 429 or answer.status_code >= 500:
                why = f"status {answer.status_code}"
                self.wait(min(_seconds(answer.headers.get("Retry-After"), 2.0**attempt), LONGEST_WAIT))
                continue
            if answer.status_code >= 400:
                raise FetchStopped(f"{path}: status {answer.status_code}: the request is refused")
            try:
                return json.loads(answer.content)
            except ValueError:
                why = "the page was cut: it is not whole JSON"
                self.wait(min(2.0**attempt, LONGEST_WAIT))
        raise FetchStopped(
            f"{path}: given up after {TRIES} tries: {why}. This page is missing; run again to go on from it"
        )

    def page(self, path: str, params: dict | None = None, body: dict | None = None) -> dict:
        """One page that must be an object; an empty answer is an empty one."""
        found = self.get(path, params, body) or {}
        if not isinstance(found, dict):
            raise FetchStopped(f"{path}: a list came where an object was expected; is this the right address?")
        return found

    def write(self, name: str, page: dict | list) -> None:
        """A page as it came, whole or not at all."""
        path = self.folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        os.replace(temporary, path)

    def keep(self, **state) -> None:
        """Where the next run goes on."""
        self.state |= state
        temporary = self.folder / f"{STATE}.tmp"
        temporary.write_text(json.dumps(self.state, indent=2), encoding="utf-8")
        os.replace(temporary, self.folder / STATE)

    def number(self, kind: str) -> str:
        """The next page number of a kind, counted over all runs."""
        count = self.state.get("pages", {}).get(kind, 0) + 1
        self.keep(pages={**self.state.get("pages", {}), kind: count})
        return f"{kind}/{count:06d}"

    def cursors(self, path: str, first: dict, of: Callable, seen_key: str) -> Iterator[tuple[dict, str | None]]:
        """Pages by cursor until there is none; a cursor that comes back would never end."""
        params, seen = first, set()
        while True:
            page = self.page(path, params)
            cursor = of(page)
            if cursor is not None and cursor in seen:
                raise FetchStopped(
                    f"{path}: the cursor {seen_key} repeats; the pages after it are missing. Run again later"
                )
            seen.add(cursor)
            yield page, cursor
            if cursor is None:
                return
            params = {**{k: v for k, v in first.items() if k not in ("start_time",)}, seen_key: cursor}


def _seconds(header: str | None, otherwise: float) -> float:
    """Retry-After in seconds; a date or nothing waits as long as otherwise."""
    return float(header) if header and header.strip().replace(".", "", 1).isdigit() else otherwise


def needed(*names: str) -> list[str]:
    """Settings from the environment; what is missing is named, a value never."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        raise FetchStopped(f"set {', '.join(missing)} in the environment; credentials are read from nowhere else")
    return [os.environ[name] for name in names]


def session_of(source: str):
    """(base address, session with its credential) from the environment."""
    import requests

    session = requests.Session()
    if source == "zendesk":
        base, email, token = needed("ZENDESK_URL", "ZENDESK_EMAIL", "ZENDESK_TOKEN")
        session.auth = (f"{email}/token", token)
    elif source == "intercom":
        (token,) = needed("INTERCOM_TOKEN")
        base = os.environ.get("INTERCOM_URL", "https://api.intercom.io")
        session.headers.update({"Authorization": f"Bearer {token}", "Intercom-Version": "2.14"})
        session.auth = _as_it_is
    elif source == "chatwoot":
        base, token = needed("CHATWOOT_URL", "CHATWOOT_TOKEN")
        session.headers["api_access_token"] = token
        session.auth = _as_it_is
    else:
        base, public, secret = needed("LANGFUSE_HOST", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY")
        session.auth = (public, secret)
    return base, session


def _as_it_is(request):
    """Credentials are in a header already; without this a .netrc would take their place."""
    return request
