#!/bin/bash
# django-unfold 0.91.0 with Django 5.2.19: the sidebar's search (which looks for pages) and the command search (which
# looks for rows as well) keep their results for five minutes under one cache key. Whichever asked for a word first
# answers for the other: a word that was typed into the sidebar finds no rows in the command search, although they are
# there; the other way round the sidebar lists rows.
#
# Seen: the command search for "user" alone lists the page Users and the row user-ada; after a sidebar search for the same
# word it lists the page alone.
# Expected: the same results whatever was typed before.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.19 django-unfold==0.91.0
cat > "$folder/try.py" <<'PYTHON'
import django
from django.conf import settings
from django.urls import path

settings.configure(
    INSTALLED_APPS=[
        "unfold", "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
        "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    UNFOLD={"COMMAND": {"search_models": True}},
    ROOT_URLCONF=__name__, STATIC_URL="/static/", ALLOWED_HOSTS=["testserver"], SECRET_KEY="only-for-this",
    USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

urlpatterns = [path("admin/", admin.site.urls)]
call_command("migrate", verbosity=0)
boss = User.objects.create_superuser("boss")
User.objects.create(username="user-ada")
client = Client()
client.force_login(boss)


def found(extended):
    answer = client.get("/admin/search/", {"s": "user"} | ({"extended": "1"} if extended else {}))
    return [str(each.title) for each in answer.context_data["results"]]


alone = found(extended=True)
cache.clear()
sidebar = found(extended=False)
after_sidebar = found(extended=True)
cache.clear()
found(extended=True)
sidebar_after = found(extended=False)
for what, titles in (
    ("command search alone", alone), ("sidebar alone", sidebar),
    ("command search after the sidebar", after_sidebar), ("sidebar after the command search", sidebar_after),
):
    print(f"{what}: {titles}")
assert "user-ada" in alone and "user-ada" not in sidebar
assert after_sidebar == sidebar and sidebar_after == alone
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
