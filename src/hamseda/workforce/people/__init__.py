"""People: whom to hire when, what they sit at, where they sit, and how candidates are seen."""
