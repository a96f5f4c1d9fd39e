"""Solvers of integer linear models, behind one small port."""
