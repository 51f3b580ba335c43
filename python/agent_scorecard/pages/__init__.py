"""The role pages: one self-contained HTML file a role, made of the served marts. No script, no request, no message text."""
