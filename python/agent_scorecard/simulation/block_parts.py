"""What a block is made of: its tables, and the numbers that its ids begin at."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa


@dataclass
class Block:
    """The landing tables of a block, and the truth about them, by name."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    truth: dict[str, pa.Table] = field(default_factory=dict)


@dataclass
class Counters:
    """The next free number of each id, carried from block to block."""

    ticket: int = 1
    message: int = 1
    event: int = 1
    customer: int = 1
    page: int = 1
    review: int = 1
    judgement: int = 1
    shadow: int = 1
