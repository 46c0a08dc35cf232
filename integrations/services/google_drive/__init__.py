"""Google Drive: files, folders, sharing and shared drives."""
