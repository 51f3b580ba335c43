"""Whatever is asked of `simulate`, it writes a landing or says what to ask instead; nothing asked is ignored."""

import pytest

from agent_scorecard.cli import main
from agent_scorecard.contract import landing_tables
from agent_scorecard.landing.land import land
from agent_scorecard.simulation.config import SCENARIOS, SimulationConfig
from agent_scorecard.simulation.generate import simulate

# what is asked, and a word of the answer
REFUSED = [
    ("--tickets 0", "tickets must lie between 1"),
    ("--tickets -5", "tickets must lie between 1"),
    ("--tickets 999999999", "tickets must lie between 1"),
    ("--weeks 0", "weeks must lie between 1"),
    ("--weeks 521", "weeks must lie between 1"),
    ("--categories 0", "categories must lie between 1"),
    ("--categories 201", "categories must lie between 1"),
    ("--seed -1", "seed must lie between 0"),
    ("--start 0001-01-01", "start must lie between 2003"),
    ("--start 9999-12-01", "start must lie between 2003"),
    ("--risky-accounts -1", "risky_accounts must lie between 0"),
    ("--risky-accounts 900", "ask for fewer"),
    ("--unlucky-accounts 900", "ask for fewer"),
    ("--scenario mix_shift --categories 1", "at least two categories"),
    ("--scenario incidents --weeks 2", "ask for more weeks"),
    ("--scenario agent_release --weeks 1", "ask for more weeks"),
    ("--plant stale_article:refund_delay:start_week=999", "none of the 8 weeks"),
    ("--plant stale_article:refund_delay:start_week=-3", "none of the 8 weeks"),
    ("--plant stale_article:refund_delay:start_week=5,end_week=5", "none of the 8 weeks"),
    ("--plant stale_article:nobody:start_week=3", "'nobody'"),
    ("--tickets 1 --weeks 1 --seed 1", "drew no ticket"),
    ("--landing-path elsewhere", "not both"),
    ("--shape zendesk", "--export-path"),
]


@pytest.mark.parametrize(("asked", "answer"), REFUSED)
def test_what_cannot_be_simulated_is_refused_with_the_reason(asked, answer, tmp_path, capsys):
    folder = tmp_path / "team"
    assert main(["simulate", str(folder), "--tickets", "60", "--weeks", "8", *asked.split()]) == 2
    assert answer in capsys.readouterr().err
    assert not list(folder.rglob("part-*"))


def test_a_folder_that_is_a_file_is_named(tmp_path, capsys):
    taken = tmp_path / "taken"
    taken.write_text("")
    assert main(["simulate", str(taken), "--tickets", "60", "--weeks", "2"]) == 2
    assert "taken" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [
    "--tickets 1 --weeks 1 --seed 3",
    "--tickets 2 --weeks 520",
    "--tickets 40 --weeks 4",
    "--tickets 60 --weeks 4 --scenario incidents --categories 1",
    "--tickets 300 --weeks 1 --categories 200",
])  # fmt: skip
def test_an_odd_team_is_written_and_lands_whole(asked, tmp_path, capsys):
    from datetime import datetime

    raw = tmp_path / "raw"
    assert main(["simulate", str(raw), "--format", "csv", *asked.split()]) == 0, capsys.readouterr().err
    accounts = land(raw, tmp_path / "landing", landing_tables(), datetime(2036, 1, 1))
    assert sum(account.rows_accepted for account in accounts) > 0
    assert [(account.table, account.rows_rejected) for account in accounts if account.rows_rejected] == []
    assert not any(account.refusal for account in accounts)


@pytest.mark.parametrize("weeks", [4, 5, 6, 7, 9, 13])
def test_every_scenario_is_planted_in_few_weeks(weeks):
    for scenario in SCENARIOS[1:]:
        truth = simulate(SimulationConfig(tickets=60, weeks=weeks, scenario=scenario)).truth["incidents"]
        assert len(truth) == (4 if scenario == "incidents" else 1)
