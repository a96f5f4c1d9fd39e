"""The routing policy as plain functions over flat columns of integers: one source for router and twin, plain or compiled.

A column is a list in plain Python and an array where numba compiles the functions. Nothing here makes objects, and every
event touches only what it changes. `docs/decisions/one-source-plain-and-compiled.md` says why.
"""
