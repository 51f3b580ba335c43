"""How rows enter: readers, the typed cast, the gate, the quarantine, and one adapter module per source."""
