"""What a run writes obeys the umask; keys are their owner's alone; readers of what is published need nothing else."""

import os
import stat
import subprocess
from datetime import UTC, datetime

import pytest


@pytest.fixture
def careful():
    before = os.umask(0o027)
    yield
    os.umask(before)


def test_files_are_what_the_umask_says_and_keys_are_the_owners(desk, careful):
    desk.raw(datetime.now(UTC).replace(tzinfo=None), bad_rows=1)
    assert desk.run("--land", str(desk.folder / "raw"), "--max-rejected-share", "0.5", "--data-docs") == 0
    written = [path for top in ("data", "target", "logs", "site") for path in (desk.folder / top).rglob("*")]
    files = {path: stat.S_IMODE(path.stat().st_mode) for path in written if path.is_file() and not path.is_symlink()}
    assert {path.suffix for path in files} >= {".duckdb", ".parquet", ".json", ".csv", ".html", ".key"}
    for path, mode in files.items():
        assert mode == (0o600 if path.suffix == ".key" else 0o640), path
    for path in written:
        if path.is_dir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o027 == 0, path


@pytest.mark.skipif(os.getuid() != 0, reason="only root may become another user")
def test_a_reader_opens_what_is_published_and_nothing_else(desk, careful):
    """Two groups, as docs/operations.md sets them up: the folder of the served file is the readers', the rest is not."""
    import duckdb

    readers = 64_001
    assert desk.run() == 0
    served = desk.served.parent
    os.chown(served, -1, readers)
    served.chmod(0o2750)
    for folder in (desk.folder / "data", desk.folder, *desk.folder.parents):
        folder.chmod(folder.stat().st_mode | 0o001)
    # what the next runs publish is the readers' by the folder
    assert desk.run(run_number=2) == 0

    def reads(path) -> bool:
        asked = subprocess.run(
            ["cat", path], user=64_002, group=readers, extra_groups=[], capture_output=True, check=False
        )
        return asked.returncode == 0

    assert reads(desk.served)
    assert not reads(desk.folder / "data" / "scorecard.duckdb")
    assert not reads(desk.folder / "data" / "runs" / "latest.json")
    assert served.stat().st_gid == desk.served.stat().st_gid == readers
    with duckdb.connect(str(desk.served), read_only=True) as connection:
        assert connection.execute("select min(value) from marts.scorecard_weekly").fetchall() == [(2.0,)]
