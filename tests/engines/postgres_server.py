"""A Postgres server of a check's own: in a temporary folder, on loopback, as a user without rights, with passwords."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


def binary(name: str) -> str:
    """A program of Postgres: on the path, or where Debian keeps it."""
    if found := shutil.which(name):
        return found
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not kept:
        raise SystemExit(f"There is no {name} here: on Debian, apt-get install postgresql")
    return str(kept[-1])


@contextmanager
def server():
    """(host, port, the superuser's password) of a running server, which ends with the block."""
    # Postgres refuses to run as root
    user = next((name for name in ("postgres", "nobody") if _exists(name)), None) if os.geteuid() == 0 else None
    identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    folder = Path(tempfile.mkdtemp(prefix="scorecard-postgres-"))
    password = secrets.token_urlsafe(18)
    given = folder / "password"
    given.touch(mode=0o600)
    given.write_text(password)
    if user:
        for path in (folder, given):
            shutil.chown(path, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    quiet = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL, **identity}
    made = [
        "--username=owner",
        "--auth=scram-sha-256",
        f"--pwfile={given}",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
    ]
    control = [binary("pg_ctl"), f"--pgdata={data}", "--wait", f"--log={folder / 'log'}"]
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off"
    try:
        subprocess.run([binary("initdb"), f"--pgdata={data}", *made], **quiet)
        try:
            subprocess.run([*control, f"--options={options}", "start"], **quiet)
        except subprocess.CalledProcessError:
            raise SystemExit(f"Postgres did not start:\n{(folder / 'log').read_text()[-2000:]}") from None
        try:
            yield "127.0.0.1", port, password
        finally:
            subprocess.run([*control, "--mode=immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True
