"""The secrets of accounts: sealed in the vault, refreshed under a lease, re-sealed, and opened at send time alone."""
