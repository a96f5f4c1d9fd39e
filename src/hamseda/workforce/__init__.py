"""How many people, when: staffing and forecasts."""
