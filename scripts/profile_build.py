"""Where a build's CPU seconds went, by layer and by node: dbt itself, SQL, Python models.

    .venv/bin/python scripts/profile_build.py                          # or: make profile
    .venv/bin/python scripts/profile_build.py --select int_episodes+   # what follows goes to `dbt build` as it is

One thread, so that every second belongs to one node. dbt tells when a statement begins and ends, and the process's CPU clock
is read at each of these moments. A Python model's own time is its longest stretch without any such moment: dbt tells
nothing while it runs. Everything else within a node is dbt: rendering, catalogs, comments, transactions, events.
Writes target/profile.json too.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SHOWN = 30


@dataclass
class Node:
    """One node's CPU seconds; ``longest`` is the longest stretch in which dbt told nothing."""

    name: str
    is_python: bool
    began: float
    last: float
    total: float = 0.0
    sql: float = 0.0
    longest: float = 0.0
    statements: int = 0

    @property
    def python(self) -> float:
        return self.longest if self.is_python else 0.0

    @property
    def dbt(self) -> float:
        return self.total - self.sql - self.python


@dataclass
class Watch:
    """What dbt told, as CPU seconds of this process."""

    nodes: dict[str, Node] = field(default_factory=dict)
    asked_at: float | None = None
    first_node: float | None = None
    last_node: float = 0.0
    _now: Node | None = None

    def see(self, event) -> None:
        """dbt's callback: it runs in the thread that told the event, and with one thread nothing else runs meanwhile."""
        at, name = time.process_time(), event.info.name
        if name == "NodeStart":
            self.first_node = self.first_node or at
            info = event.data.node_info
            self._now = Node(info.unique_id, info.node_path.endswith(".py"), at, at)
            self.nodes[info.unique_id] = self._now
        elif self._now is not None:
            self._within(self._now, name, at)

    def _within(self, node: Node, name: str, at: float) -> None:
        if name == "SQLQuery":
            self.asked_at = at
            node.statements += 1
        elif name == "SQLQueryStatus" and self.asked_at is not None:
            node.sql += at - self.asked_at
            self.asked_at = None
        else:
            node.longest = max(node.longest, at - node.last)
        # a query's own seconds are SQL's, whatever it was
        if name == "SQLQuery":
            node.longest = max(node.longest, at - node.last)
        node.last = at
        if name == "NodeFinished":
            node.total = at - node.began
            self.last_node, self._now = at, None


def main() -> int:
    os.chdir(PROJECT)
    os.environ["SCORECARD_THREADS"] = "1"
    watch = Watch()
    from dbt.cli.main import dbtRunner

    imported = time.process_time()
    result = dbtRunner(callbacks=[watch.see]).invoke(["--quiet", "build", *sys.argv[1:]])
    whole = time.process_time()
    if not watch.nodes:
        print(f"profile: nothing was built: {result.exception or 'the selection is empty'}", file=sys.stderr)
        return 2
    layers = _layers(watch, imported, whole)
    _print(layers, list(watch.nodes.values()), whole)
    told = {
        "cpu_seconds": whole,
        "layers": layers,
        "nodes": [asdict(node) | {"dbt": node.dbt, "python": node.python} for node in watch.nodes.values()],
    }
    path = PROJECT / os.environ.get("DBT_TARGET_PATH", "target") / "profile.json"
    path.write_text(json.dumps(told, indent=1), encoding="utf-8")
    return 0 if result.success else 1


def _layers(watch: Watch, imported: float, whole: float) -> dict[str, float]:
    nodes = watch.nodes.values()
    within = sum(node.total for node in nodes)
    first = watch.first_node or imported
    return {
        "dbt: its own imports": imported,
        "dbt: parsing, catalogs, hooks": first - imported,
        "dbt: within nodes": sum(node.dbt for node in nodes),
        "dbt: between and after nodes": whole - first - within,
        "SQL": sum(node.sql for node in nodes),
        "Python models": sum(node.python for node in nodes),
    }


def _print(layers: dict[str, float], nodes: list[Node], whole: float) -> None:
    print(f"{'layer':<42}{'CPU s':>8}{'share':>8}")
    for name, seconds in layers.items():
        print(f"{name:<42}{seconds:>8.1f}{seconds / whole:>8.0%}")
    # macOS tells bytes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** (2 if sys.platform == "darwin" else 1)
    print(f"{'all':<42}{whole:>8.1f}   peak {peak:,.0f} MB, {sum(node.statements for node in nodes):,} statements\n")
    kinds: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        kinds[node.name.split(".")[0] + (" in Python" if node.is_python else "")].append(node)
    print(f"{'kind of node':<42}{'nodes':>8}{'CPU s':>8}{'dbt':>8}{'SQL':>8}{'Python':>8}")
    for kind, some in sorted(kinds.items()):
        sums = (sum(getattr(node, part) for node in some) for part in ("total", "dbt", "sql", "python"))
        print(f"{kind:<42}{len(some):>8}" + "".join(f"{each:>8.2f}" for each in sums))
    print(f"\n{'node (the ' + str(SHOWN) + ' that cost most)':<58}{'CPU s':>8}{'dbt':>8}{'SQL':>8}{'Python':>8}")
    for node in sorted(nodes, key=lambda node: -node.total)[:SHOWN]:
        parts = (node.total, node.dbt, node.sql, node.python)
        print(f"{node.name.split('.')[-1]:<58}" + "".join(f"{each:>8.2f}" for each in parts))


if __name__ == "__main__":
    sys.exit(main())
