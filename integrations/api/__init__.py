"""The REST API: Django REST framework over the actions of the other packages."""
