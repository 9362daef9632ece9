"""How many people a promise takes: the cheapest staffing that keeps it, and what no cheaper one can."""
