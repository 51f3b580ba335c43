"""`agent-scorecard simulate`: a support team with its hidden truth, or the shipped sample again."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_scorecard.simulation.plants import Plant


def add_commands(subparsers: argparse._SubParsersAction) -> None:
    from agent_scorecard.simulation.config import FORMATS, SCENARIOS, SimulationConfig
    from agent_scorecard.simulation.exports import SOURCES

    defaults = SimulationConfig()
    command = subparsers.add_parser(
        "simulate", help="write a simulated support team's landing tables, and the truth next to them"
    )
    command.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="the same as --landing-path FOLDER")
    command.add_argument(
        "--landing-path", type=Path, help="folder for the landing tables (with --sample: for the CSV seeds)"
    )
    command.add_argument("--truth-path", type=Path, help="folder for the hidden truth; not written where not given")
    command.add_argument("--tickets", type=int, default=defaults.tickets, help="default: %(default)s")
    command.add_argument("--weeks", type=int, default=defaults.weeks, help="default: %(default)s")
    command.add_argument(
        "--start", type=date.fromisoformat, default=defaults.start, help="first day; its Monday is taken"
    )
    command.add_argument(
        "--seed", type=int, default=defaults.seed, help="another seed is another team (default: %(default)s)"
    )
    command.add_argument("--categories", type=int, default=defaults.categories, help="default: %(default)s")
    command.add_argument("--scenario", choices=SCENARIOS, default=defaults.scenario)
    command.add_argument(
        "--plant",
        type=plant_of,
        action="append",
        default=[],
        metavar="KIND:SUBJECT:key=value,...",
        help="plant one thing besides, such as stale_article:refund_delay:start_week=30,size=0.4",
    )
    command.add_argument("--risky-accounts", type=int, default=0, help="accounts that are served badly and leave")
    command.add_argument("--unlucky-accounts", type=int, default=0, help="small accounts with nothing but bad luck")
    command.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    command.add_argument("--shape", choices=SOURCES, help="write it as this source's own export, for `land SOURCE`")
    command.add_argument("--export-path", type=Path, help="folder of that export")
    command.add_argument("--sample", action="store_true", help="write the shipped sample (seeds/sample) instead")
    command.set_defaults(run=run)


def plant_of(text: str) -> Plant:
    """What `--plant` says.

    >>> plant_of("stale_article:refund_delay:start_week=30,size=0.4")
    Plant(kind='stale_article', subject='refund_delay', start_week=30, end_week=None, size=0.4, cause='page')
    """
    from agent_scorecard.simulation.plants import Plant

    kinds = {"start_week": int, "end_week": int, "size": float, "cause": str}
    try:
        kind, subject, told = text.split(":")
        pairs = dict(pair.split("=") for pair in told.split(","))
        return Plant(kind, subject, **{name: kinds[name](value) for name, value in pairs.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not KIND:SUBJECT:start_week=N[,end_week=N][,size=X][,cause=WORD]: {error}"
        ) from None


def run(options: argparse.Namespace) -> int:
    import sys

    from agent_scorecard.contract import project_dir
    from agent_scorecard.simulation.config import SimulationConfig
    from agent_scorecard.simulation.generate import write, write_sample

    if options.folder and options.landing_path:
        print("simulate takes FOLDER or --landing-path FOLDER, not both", file=sys.stderr)
        return 2
    folder = options.folder or options.landing_path
    if options.sample:
        rows = write_sample(folder or project_dir() / "seeds" / "sample")
    elif folder is None and not (options.shape and options.export_path):
        print("simulate needs FOLDER, or --shape SOURCE --export-path DIR (or --sample)", file=sys.stderr)
        return 2
    elif bool(options.shape) != bool(options.export_path):
        print("--shape and --export-path need each other", file=sys.stderr)
        return 2
    else:
        try:
            config = SimulationConfig(
                tickets=options.tickets,
                weeks=options.weeks,
                start=options.start,
                seed=options.seed,
                categories=options.categories,
                scenario=options.scenario,
                plants=tuple(options.plant),
                risky_accounts=options.risky_accounts,
                unlucky_accounts=options.unlucky_accounts,
            )
            if folder:
                rows = write(config, folder, options.truth_path, options.format)
            if options.shape:
                rows = _write_shape(config, options.shape, options.export_path)
        except (ValueError, OSError) as error:
            print(error, file=sys.stderr)
            return 2
    for name, count in rows.items():
        print(f"{name:24}{count:>12,}")
    return 0


def _write_shape(config, source: str, folder: Path) -> dict[str, int]:
    """The same team as the source would export it; says what its shape cannot carry, and how to land it."""
    from agent_scorecard.simulation.exports import AI, CANNOT, FIELDS, write_export
    from agent_scorecard.simulation.generate import simulate

    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty; choose an empty --export-path")
    tables = simulate(config).tables
    written = write_export(source, {name: table.to_pylist() for name, table in tables.items()}, folder)
    print(f"An export of {source} cannot carry:")
    for lost in CANNOT[source]:
        print(f"  - {lost}")
    options = [f"--ai {each}" for each in AI[source]]
    options += [f"--field {column}={path}" for column, path in FIELDS.get(source, {}).items()]
    print(f"Land it: agent-scorecard land {source} {folder} {' '.join(options)}")
    return written
