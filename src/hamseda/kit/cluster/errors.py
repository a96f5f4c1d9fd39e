class ClusterError(Exception):
    """The embedded PostgreSQL cannot do what was asked; `cure` says what a person can do about it."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(f"{problem} {cure}")
        self.problem = problem
        self.cure = cure
