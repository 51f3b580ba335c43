"""Measures how well AI customer-support agents do: pure functions, and the `agent-scorecard` command."""

import os
import sys

# Matrices here are small: a second thread costs more than it brings where models run next to each other, and it changes last
# digits with the number of cores. Libraries read the variable as they load; numpy may have loaded already.
if os.environ.setdefault("OPENBLAS_NUM_THREADS", "1") == "1" and "numpy" in sys.modules:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
