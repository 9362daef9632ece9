"""Cases in progress: where each stands on a day, what is left of it, and how well such forecasts did in the past."""
