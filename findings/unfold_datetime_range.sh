#!/bin/bash
# django-unfold 0.91.0 with Django 5.2.19: the admin's RangeDateTimeFilter reads what is typed in the project's
# TIME_ZONE, not in the zone that is active for the request, in which Django's own admin shows and reads every time on
# the same page. And a range with dates but without times filters nothing: all rows are listed, without a word.
#
# Seen: with TIME_ZONE UTC and New York activated, a row made at 09:30 is shown as 09:30 and not found from 09:00 to
# 10:00; it is found from 14:00 to 15:00, which is UTC. Dates alone list both rows.
# Expected: the zone of the page (as django.utils.timezone.make_aware does by default), and a date alone taken as a day.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.19 django-unfold==0.91.0
cat > "$folder/try.py" <<'PYTHON'
import warnings
from datetime import datetime
from zoneinfo import ZoneInfo

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "unfold", "unfold.contrib.filters", "django.contrib.admin", "django.contrib.auth",
        "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    USE_TZ=True, TIME_ZONE="UTC", SECRET_KEY="only-for-this", DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateTimeFilter

warnings.simplefilter("ignore", RuntimeWarning)  # Django's, of a naive datetime: all that tells of it
call_command("migrate", verbosity=0)
new_york = ZoneInfo("America/New_York")
for name, hour in (("morning", 9), ("evening", 18)):
    User.objects.create(username=name, date_joined=datetime(2026, 11, 30, hour, 30, tzinfo=new_york))
model_admin = admin.site._registry[User]
request = RequestFactory().get("/")
field = User._meta.get_field("date_joined")


def listed(**typed):
    given = {f"date_joined_{name}": [value] for name, value in typed.items()}
    chosen = RangeDateTimeFilter(field, request, given, User, model_admin, "date_joined")
    return sorted(chosen.queryset(request, User.objects.all()).values_list("username", flat=True))


with timezone.override(new_york):
    shown = {user.username: timezone.localtime(user.date_joined).strftime("%H:%M") for user in User.objects.all()}
    day = {"from_0": "2026-11-30", "to_0": "2026-11-30"}
    seen = {
        "shown on the page": shown,
        "from 09:00 to 10:00": listed(**day, from_1="09:00:00", to_1="10:00:00"),
        "from 14:00 to 15:00": listed(**day, from_1="14:00:00", to_1="15:00:00"),
        "30 November without times": listed(**day),
        "1 January without times": listed(from_0="2026-01-01", to_0="2026-01-01"),
    }
for what, found in seen.items():
    print(f"{what}: {found}")
both = ["evening", "morning"]
assert list(seen.values()) == [{"morning": "09:30", "evening": "18:30"}, [], ["morning"], both, both]
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
