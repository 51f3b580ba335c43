"""The pages as one folder that readers find old or new: never one page of today next to one of yesterday."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
from pathlib import Path

# what a process that died left half written, by its number
LEFT_OVER = re.compile(r"\.(?:[\w-]+\.html\.|next-)\d+")
_AT_FDCWD, _EXCHANGE = -100, 2


def write_pages(pages: dict[str, str], folder: Path) -> None:
    """Make the new folder next to the old one and exchange the two in one step; what a killed run left goes.

    Everything else in the folder (Data Docs, dbt's docs) stays. Where a folder cannot be exchanged (a mount, a system
    without that call), each page is swapped in whole.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    for path in folder.parent.glob(f".{folder.name}.next-*"):
        if not _is_alive(path.name.rpartition("-")[2]):
            shutil.rmtree(path, ignore_errors=True)
    try:
        work = folder.parent / f".{folder.name}.next-{os.getpid()}"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
    except OSError:
        # the folder itself may be all that we are allowed to write
        work = folder / f".next-{os.getpid()}"
        work.mkdir(parents=True, exist_ok=True)
    try:
        if folder.exists():
            _share_as(folder, work)
        for name, text in pages.items():
            (work / name).write_text(text, encoding="utf-8")
        if work.parent == folder or not _exchanged(work, folder, set(pages)):
            _swap_each(work, folder, pages)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _exchanged(work: Path, folder: Path, names: set[str]) -> bool:
    """Whether the new folder took the place of the old one, with all else that the old one held."""
    if not folder.exists():
        os.rename(work, folder)
        return True
    for path in folder.iterdir():
        if path.name in names or LEFT_OVER.fullmatch(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, work / path.name, symlinks=True, copy_function=_linked)
        else:
            _linked(path, work / path.name)
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    return rename is not None and not rename(_AT_FDCWD, bytes(work), _AT_FDCWD, bytes(folder), _EXCHANGE)


def _share_as(folder: Path, work: Path) -> None:
    """Who may read the old folder may read the new one: its group, and its mode with the bit that hands the group on."""
    with contextlib.suppress(PermissionError):
        os.chown(work, -1, folder.stat().st_gid)
    shutil.copymode(folder, work)


def _linked(source: str | Path, target: str | Path) -> None:
    """The same file under a second name; a copy where the disk has no second names."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _swap_each(work: Path, folder: Path, pages: dict[str, str]) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if LEFT_OVER.fullmatch(path.name) and path != work:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, text in pages.items():
        temporary = folder / f".{name}.{os.getpid()}"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, folder / name)


def _is_alive(process: str) -> bool:
    return process.isdigit() and Path("/proc", process).exists()
