"""`manage.py up`: all processes of Machina under one light supervisor. Nothing here imports Django but `checks`."""
