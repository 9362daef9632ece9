"""Every package of some reforms: the smallest that keeps the promise, what each reform earns, costs and would help."""
