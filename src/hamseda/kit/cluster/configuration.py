import os
import pwd
from collections.abc import Mapping

from hamseda.kit.cluster.layout import PORT, Layout

ROLE = "hamseda"
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "allow_alter_system": "off",  # nothing that was typed once may outrank this file
}
SMALL = {
    "shared_buffers": "64MB",
    "max_connections": "60",
    "work_mem": "4MB",
    "maintenance_work_mem": "64MB",
    "effective_cache_size": "512MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "io_method": "sync",  # no processes for reading alone
    "autovacuum_max_workers": "2",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",  # short statements on two cores gain nothing from helpers
    "max_wal_senders": "2",
}
STEADY = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
    "log_min_duration_statement": "2s",
    "random_page_cost": "1.1",
}


def write_configuration(layout: Layout, overrides: Mapping[str, str]) -> None:
    """Write the server's three files anew, outside the data folder, which another account may own."""
    place = {
        "data_directory": str(layout.data),
        "hba_file": str(layout.configuration / "pg_hba.conf"),
        "ident_file": str(layout.configuration / "pg_ident.conf"),
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(layout.run),
        "unix_socket_permissions": "0700",
        "cluster_name": layout.name,
    }
    settings = STEADY | SMALL | DURABLE | dict(overrides) | place
    lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    _write(layout, "postgresql.conf", "\n".join(lines))
    # The kernel says who is at the other end: no password to leak, nobody else gets in.
    _write(layout, "pg_hba.conf", f"local all all peer map={ROLE}\nlocal replication all peer map={ROLE}")
    _write(layout, "pg_ident.conf", f'{ROLE} "{_ourselves()}" all')


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _ourselves() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _write(layout: Layout, name: str, text: str) -> None:
    path = layout.configuration / name
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o644)
