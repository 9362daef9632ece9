"""The page on which every package of a table can be switched together: `approvals what-if`."""
