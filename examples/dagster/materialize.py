"""Materialise everything once, in this process; exit code 1 where an asset or a check failed."""

import sys

from dagster import materialize
from definitions import dbt, models, served_marts

sys.exit(0 if materialize([models, served_marts], resources={"dbt": dbt}, raise_on_error=False).success else 1)
