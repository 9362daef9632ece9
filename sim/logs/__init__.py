"""A city's log in and out: reads what a platform stamped, checks it, calibrates a scenario from it, writes logs."""
