"""A chain of hashes over the usage ledger and the audit log, month by month, whose heads are kept outside as well."""
