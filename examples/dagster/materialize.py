"""Materialise everything once, in this process; exit code 1 where an asset or a check failed."""

import sys

from definitions import dbt, models, served_marts

from dagster import materialize

sys.exit(0 if materialize([models, served_marts], resources={"dbt": dbt}, raise_on_error=False).success else 1)
