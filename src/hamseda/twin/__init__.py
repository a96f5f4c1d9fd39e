"""The twin: a simulated contact centre on the live router's kernel."""
