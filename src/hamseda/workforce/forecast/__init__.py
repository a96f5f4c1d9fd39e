"""How much will come, when: a distribution for each interval."""
