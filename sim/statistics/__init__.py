"""Intervals, tests and boxes: knows numbers and clusters of them, nothing of approvals."""
