"""The animation: one or two towns day by day, their projects as dots on their way through the offices."""
