"""Any API that knows its callers by a key in a header."""
