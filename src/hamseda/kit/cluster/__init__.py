"""The embedded PostgreSQL: one folder, one server, ended with its last user."""

from hamseda.kit.cluster.cluster import Cluster, default_folder
from hamseda.kit.cluster.errors import ClusterError
from hamseda.kit.cluster.unit import ClusterUnit

__all__ = ["Cluster", "ClusterError", "ClusterUnit", "default_folder"]
