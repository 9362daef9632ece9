"""When offices are open, and how long work takes once nights, lunches and holidays are left out."""
