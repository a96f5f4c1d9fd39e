"""Stored schedules: what they are made from, drafts, what was published, and what people ask of it."""
