"""From an event log to what became of each case: clocks, trips, channels, costs, the critical path."""
