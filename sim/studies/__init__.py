"""A study: factors, a design, every point simulated and kept; what matters, and when the target is missed."""
