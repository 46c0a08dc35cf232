"""The JSON shapes of the API. Every serializer lists its fields; inputs refuse unknown ones."""
