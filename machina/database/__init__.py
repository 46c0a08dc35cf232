"""Django's two databases with what several threads and a restart of the server ask of them."""
