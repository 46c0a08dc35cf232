"""Django's PostgreSQL with our own pool in the place of the one that it would make."""

from __future__ import annotations

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from machina.database.postgresql.pool import HealingPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its connections from a ``HealingPool``."""

    @property
    def pool(self) -> ConnectionPool | None:
        """One for all threads of the process."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if not options or self.alias == NO_DB_ALIAS:
            return None
        pools: dict[str, ConnectionPool] = self._connection_pools  # type: ignore[attr-defined]  # the stubs leave it out
        if self.alias not in pools:
            arguments = self.get_connection_params() | {"autocommit": True}  # Django turns it off where it has to
            configure = self._configure_connection  # type: ignore[attr-defined]  # the stubs leave it out, too
            pool = HealingPool(kwargs=arguments, configure=configure, **options)
            pools.setdefault(self.alias, pool)  # of two made at once the first one counts; neither is open yet
        return pools[self.alias]
