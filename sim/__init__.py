"""Discrete-event simulation of government approval processes."""
