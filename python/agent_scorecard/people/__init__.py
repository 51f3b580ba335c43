"""Customers and agents: who is who."""
