"""The one door: every call to a vendor is resolved, opened, performed, closed and metered here."""
