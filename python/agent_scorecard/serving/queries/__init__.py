"""The queries of the pages, by subject: name of the table there → the marts it needs, and its SQL."""
