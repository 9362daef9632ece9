"""A what-if page on this machine that plays what is asked while one waits: other numbers, staff and reforms."""
