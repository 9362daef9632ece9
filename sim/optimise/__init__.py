"""What to do: every combination of some reforms tried, the smallest that keeps the promise, and what each one earns."""
