"""The one way out: every request to a vendor leaves through here, guarded, authorised, timed and counted."""
