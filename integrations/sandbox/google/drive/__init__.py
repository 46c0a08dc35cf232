"""Drive v3: files, folders, shared drives, permissions and changes that remember."""
