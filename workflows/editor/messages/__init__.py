"""Every message of the editor's socket as a pydantic model; the TypeScript types are generated from these."""
