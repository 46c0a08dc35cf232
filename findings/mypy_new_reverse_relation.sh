#!/bin/bash
# mypy 2.4.1 with the plugin of django-stubs 6.1.2 (Django 5.2.19): after a model is added whose foreign key names a
# related_name, the next run from the cache says that the model it points to has no such attribute. Nothing in the
# module of that model has changed, so it is not looked at again, and goes on without what the plugin would add.
#
# Seen: a cached run fails with "Account" has no attribute "task_lists"; the same files without the cache are clean.
# Expected: the same answer with the cache and without.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check mypy==2.4.1 django-stubs==6.1.2 Django==5.2.19
cd "$folder"
mkdir app
cat > settings.py <<'PYTHON'
SECRET_KEY = "only-for-this"
INSTALLED_APPS = ["app"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "unused"}}
PYTHON
cat > mypy.ini <<'INI'
[mypy]
plugins = mypy_django_plugin.main
[mypy.plugins.django-stubs]
django_settings_module = settings
INI
mkdir app/models
touch app/__init__.py
cat > app/models/account.py <<'PYTHON'
from django.db import models


class Account(models.Model):
    name = models.TextField()
PYTHON
echo 'from app.models.account import Account as Account' > app/models/__init__.py
export PYTHONPATH=.
venv/bin/mypy app || exit 1

cat > app/models/task.py <<'PYTHON'
from django.db import models

from app.models.account import Account


class TaskList(models.Model):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="task_lists")
PYTHON
echo 'from app.models.task import TaskList as TaskList' >> app/models/__init__.py
cat > app/use.py <<'PYTHON'
from app.models import Account


def count(account: Account) -> int:
    return account.task_lists.count()
PYTHON
with_cache=$(venv/bin/mypy app)
status=$?
echo "with the cache: $with_cache"
rm -rf .mypy_cache
without_cache=$(venv/bin/mypy app) || exit 1
echo "without: $without_cache"
[ "$status" = 1 ] && [[ $with_cache == *'"Account" has no attribute "task_lists"'* ]]
