"""The embedded PostgreSQL: one folder, one server, ended with its last user."""

from hamseda.kit.cluster.cluster import Cluster, default_folder
from hamseda.kit.cluster.errors import ClusterError

__all__ = ["Cluster", "ClusterError", "default_folder"]
