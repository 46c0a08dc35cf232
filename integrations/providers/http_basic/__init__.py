"""Any API that knows its callers by a name and a password."""
