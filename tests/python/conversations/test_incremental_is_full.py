"""What is built bit by bit equals what is built at once: fifty random sequences, and defects that they must catch.

`make bench` runs two thousand, and compares every mart (docs/figures/incremental.md).
"""

import pytest

from incremental_is_full import DEFECTS, compiled, run


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("chain") / "built")


def test_fifty_sequences_of_batches_end_as_a_full_build_does(chain):
    differs, happened = run(chain, seed=11, batches=3, teams=50)
    assert differs is None
    assert (
        min(happened[kind] for kind in ("late", "duplicated", "corrected", "deleted", "merged", "moved", "gone file"))
        > 5
    )


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_caught(chain, defect):
    assert run(chain, seed=12, batches=2, teams=3, defect=defect)[0]
