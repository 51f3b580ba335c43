"""The same seed gives the same rows, and the shipped sample is the simulator's own."""

import csv

import pytest

from agent_scorecard.cli import main
from agent_scorecard.contract import landing_tables, project_dir
from agent_scorecard.simulation import SimulationConfig, simulate
from agent_scorecard.simulation.generate import BLOCK, NOT_SIMULATED, write, write_sample

SMALL = SimulationConfig(tickets=300, weeks=20, seed=7, scenario="incidents")


def test_one_seed_gives_the_same_rows_twice():
    first, second = simulate(SMALL), simulate(SMALL)
    for name, table in first.tables.items():
        assert table.equals(second.tables[name]), name
    for name, table in first.truth.items():
        assert table.equals(second.truth[name]), name


def test_another_seed_gives_other_rows():
    other = simulate(SimulationConfig(tickets=300, weeks=20, seed=8, scenario="incidents"))
    assert not simulate(SMALL).tables["messages"].equals(other.tables["messages"])


def test_more_reviews_change_nothing_but_the_reviews():
    more = simulate(SimulationConfig(tickets=300, weeks=20, seed=7, scenario="incidents", random_review_share=0.5))
    less = simulate(SMALL)
    for name in ("tickets", "messages", "ticket_events", "satisfaction", "judgements"):
        assert more.tables[name].equals(less.tables[name]), name
    assert len(more.tables["reviews"]) > len(less.tables["reviews"])


def test_the_shipped_sample_is_what_the_simulator_writes(tmp_path):
    write_sample(tmp_path)
    shipped = project_dir() / "seeds" / "sample"
    names = {f"sample_{name}.csv" for name in landing_tables() if name not in NOT_SIMULATED}
    assert {path.name for path in shipped.glob("*.csv")} == names
    for name in sorted(names):
        assert (shipped / name).read_bytes() == (tmp_path / name).read_bytes(), (
            f"{name}: run `agent-scorecard simulate --sample`"
        )


def test_the_shipped_sample_stays_below_four_megabytes():
    assert sum(path.stat().st_size for path in (project_dir() / "seeds" / "sample").glob("*.csv")) < 4_000_000


def test_the_command_writes_every_table_and_the_truth(tmp_path, capsys):
    options = [
        "--landing-path",
        str(tmp_path / "landing"),
        "--truth-path",
        str(tmp_path / "truth"),
        "--tickets",
        "120",
        "--weeks",
        "10",
        "--categories",
        "2",
        "--format",
        "csv",
    ]
    assert main(["simulate", *options]) == 0
    for name, table in landing_tables().items():
        if name in NOT_SIMULATED:
            continue
        with (tmp_path / "landing" / name / "part-0000.csv").open(encoding="utf-8") as file:
            assert next(csv.reader(file)) == [column.name for column in table.columns]
    assert {path.name for path in (tmp_path / "truth").iterdir()} == {
        "accounts",
        "cells",
        "episodes",
        "faults",
        "incidents",
        "plants",
        "secrets",
    }
    assert "messages" in capsys.readouterr().out


def test_a_second_simulation_does_not_mix_into_the_first(tmp_path):
    write(SMALL, tmp_path)
    with pytest.raises(FileExistsError, match="already holds"):
        write(SMALL, tmp_path)


def test_ids_go_on_from_block_to_block(monkeypatch):
    monkeypatch.setattr("agent_scorecard.simulation.generate.BLOCK", 150)
    parted = simulate(SMALL)
    for name, key in (
        ("tickets", "ticket_id"),
        ("messages", "message_id"),
        ("customers", "customer_id"),
        ("reviews", "review_id"),
        ("page_contexts", "page_context_id"),
        ("accounts", "account_id"),
    ):
        ids = parted.tables[name][key].to_pylist()
        assert len(set(ids)) == len(ids), name
    assert BLOCK > 150


@pytest.mark.parametrize("wrong", [{"tickets": 0}, {"scenario": "storm"}, {"reviewer_noise": 2.0}, {"weeks": 0}])
def test_a_value_out_of_range_is_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SimulationConfig(**wrong)


def test_a_processor_without_vector_instructions_writes_the_same_sample(tmp_path):
    """Ties in an order and last bits depend on the processor: older instructions stand for another machine."""
    import os
    import subprocess
    import sys

    command = [sys.executable, "-m", "agent_scorecard.cli", "simulate", "--sample", "--landing-path", str(tmp_path)]
    older = {
        **os.environ,
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3 AVX512_ICL AVX512_SPR",
        "OPENBLAS_CORETYPE": "Prescott",
    }
    subprocess.run(command, env=older, check=True, capture_output=True)
    shipped = project_dir() / "seeds" / "sample"
    assert len(list(tmp_path.glob("*.csv"))) > 10
    for path in sorted(tmp_path.glob("*.csv")):
        assert path.read_bytes() == (shipped / path.name).read_bytes(), path.name
