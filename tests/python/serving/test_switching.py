"""The pages change all at once, whatever stops them, and leave nothing lying about."""

import os
import threading

import pytest

from agent_scorecard.serving.pages import switching
from agent_scorecard.serving.pages.switching import write_pages

NAMES = ("index.html", "vp.html", "product.html")


def pages(mark: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, mark * 5000)


def marks(folder) -> set[str]:
    """What one look at the folder finds: its pages by the first letter, through the folder that was opened."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        found = set()
        for name in NAMES:
            page = os.open(name, os.O_RDONLY, dir_fd=handle)
            found.add(os.read(page, 1).decode())
            os.close(page)
        return found
    finally:
        os.close(handle)


def test_the_pages_switch_as_one_folder_and_keep_the_rest(tmp_path):
    site = tmp_path / "site"
    write_pages(pages("a"), site)
    (site / "data_docs").mkdir()
    (site / "data_docs" / "index.html").write_text("docs")
    (site / ".vp.html.4711").write_text("half a pa")
    (tmp_path / ".site.next-999999999").mkdir()
    before = os.open(site, os.O_RDONLY)
    write_pages(pages("b"), site)
    assert marks(site) == {"b"}
    # whoever had the folder open still reads the old one whole until it goes
    assert os.fstat(before).st_ino != site.stat().st_ino
    os.close(before)
    assert (site / "data_docs" / "index.html").read_text() == "docs"
    assert sorted(os.listdir(site)) == sorted([*NAMES, "data_docs"])
    assert os.listdir(tmp_path) == ["site"]


def test_a_reader_never_sees_pages_of_two_runs(tmp_path):
    site = tmp_path / "site"
    write_pages(pages("a"), site)
    seen, is_over = [], threading.Event()

    def read():
        while not is_over.is_set():
            try:
                seen.append(marks(site))
            except FileNotFoundError:
                # the folder that it had opened is the old one, and gone by now
                seen.append(set())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(60):
        write_pages(pages("ab"[number % 2]), site)
    is_over.set()
    reader.join()
    assert len(seen) > 20
    assert max(map(len, seen)) == 1


@pytest.mark.parametrize("step", ["write_text", "copymode", "rename"])
def test_stopped_anywhere_the_old_pages_stay(tmp_path, monkeypatch, step):
    site = tmp_path / "site"
    write_pages(pages("a"), site)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    if step == "write_text":
        monkeypatch.setattr(switching.Path, "write_text", full)
    elif step == "copymode":
        monkeypatch.setattr(switching.shutil, "copymode", full)
    else:
        monkeypatch.setattr(switching.ctypes, "CDLL", full)
    with pytest.raises(OSError, match="No space"):
        write_pages(pages("b"), site)
    assert marks(site) == {"a"}
    assert os.listdir(tmp_path) == ["site"]


def test_where_folders_cannot_be_exchanged_each_page_is_swapped_whole(tmp_path, monkeypatch):
    site = tmp_path / "site"
    write_pages(pages("a"), site)
    (site / ".vp.html.4711").write_text("half a pa")
    monkeypatch.setattr(switching, "_exchanged", lambda *_: False)
    write_pages(pages("b"), site)
    assert marks(site) == {"b"}
    assert sorted(os.listdir(site)) == sorted(NAMES)
