"""The rules of the quality ladder, each a pure function from a service to what it lacks."""
