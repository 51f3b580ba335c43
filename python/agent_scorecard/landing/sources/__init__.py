"""Sources: a help desk's or a tracer's own exports mapped to the landing contract, one module a source."""
