"""Packages, shares, frontier and bottlenecks on the screen: tables, and what they say in sentences."""
