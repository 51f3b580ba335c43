"""No mart shows how much was handled without how much of it was right: a count alone can be gamed."""

from __future__ import annotations

import re

VOLUME = re.compile(r"^(.*_)?(resolved|closed|solved|handled|contained|deflected|automated)_(count|episodes|tickets)$")
# What it counts are closed alerts, and their precision stands beside them.
OF_ALERTS = {"alert_quality"}
ACCURACY = re.compile(r"accuracy|correct|quality_adjusted")


def test_no_mart_has_a_volume_without_an_accuracy_beside_it(manifest):
    seen = []
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["path"].startswith("marts/"):
            volumes = [column for column in node["columns"] if VOLUME.match(column)]
            seen += volumes
            if volumes and node["name"] not in OF_ALERTS:
                assert any(ACCURACY.search(column) for column in node["columns"]), f"{node['name']}: {volumes}"
    assert "ai_resolved_count" in seen, "the pattern finds nothing any more"
