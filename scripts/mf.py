"""MetricFlow's command `mf`, without its look at the package index for a newer version of itself.

.semantic/bin/python scripts/mf.py query --metrics escalation_rate --group-by metric_time__week,episode__channel
"""

import update_checker


class NoCheck:
    """Stands where MetricFlow would ask the network on every call."""

    def check(self, *_arguments, **_options):
        return None


update_checker.UpdateChecker = NoCheck

from dbt_metricflow.cli.main import cli  # noqa: E402  it binds the checker as it is imported

cli()
