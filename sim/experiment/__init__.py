"""Scenarios × replications → tidy tables with intervals: the answer, comparisons, precision, months, targets."""
