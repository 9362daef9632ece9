"""A deck of slides that a presenter can edit, with charts that PowerPoint draws itself."""
