"""What calls cost and are sold for: prices, the append-only ledger, its rollups and reports."""
