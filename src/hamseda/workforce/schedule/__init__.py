"""Schedules: which shifts, with which breaks, worked by whom."""
