"""Published versions of workflows: made, found, compared, and taken back into the drawing."""
