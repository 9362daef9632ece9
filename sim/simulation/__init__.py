"""From a resolved scenario to an event log: the plan, each case's luck, two engines, and what every log obeys."""
