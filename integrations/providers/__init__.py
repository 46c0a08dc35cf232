"""The providers accounts are connected at: one folder each, found by the registry. Nothing else names them."""
