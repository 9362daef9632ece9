"""Reforms: named, sourced lists of changes to a scenario, and what a package of them makes of it."""
