"""Attack: every page, button, search and autocomplete of the admin is asked for by staff of each group and of none."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from unfold.admin import ModelAdmin

from integrations.actors import STAFF_RIGHTS
from integrations.admin.base import RightsAdmin
from integrations.api import keys
from integrations.connect.tokens import second_factors, vault
from integrations.models import ApiKey, AuditEvent, Connection, ConnectLink, Customer
from machina.admin_site import PAGES
from machina.tests.admin.conftest import SignIn
from machina.tests.admin.house import CUSTOMER, SECRET_TOTP, WORKFLOW, House
from machina.tests.admin.pages import of_models, of_the_site

OPEN_TO_ALL_STAFF = {
    "/admin/": "the first page, with the parts that the person may see",
    "/admin/catalog/": "services and what they can do, nothing of any customer",
    "/admin/search/": "pages by their name, those that the person may open",
    "/admin/jsi18n/": "texts of the admin's scripts",
    "/admin/logout/": "the way out",
    "/admin/login/": "leads on",
    "/admin/password_change/": "leads to the form that changes one's own password",
    "/admin/password_change/done/": "says that it was changed",
}
SEEN_WITH_RIGHTS_ALONE = re.compile(rf"{CUSTOMER}|canary|{WORKFLOW}|[$€£]\s?\d|\d CHF|globex")
STAFF_PAGES = ("/admin/auth/",)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def changes() -> tuple[object, ...]:
    """What a button or form could have changed."""
    return (
        sorted(Connection.objects.values_list("pk", "status", "is_default")),
        sorted(ConnectLink.objects.values_list("pk", "state", "token_hash")),
        sorted(Customer.objects.values_list("key", "name", "is_active")),
        sorted(User.objects.values_list("username", "password", "email", "is_superuser", "is_staff", "is_active")),
        sorted(Group.objects.values_list("name", "user__username", "permissions")),
        sorted(Authenticator.objects.values_list("pk", flat=True)),
        AuditEvent.objects.count(),
        len(mail.outbox),
    )


def test_staff_of_no_group_open_nothing_and_see_no_figure(house: House, signed_in: SignIn) -> None:
    client = signed_in()
    before = changes()
    for address in [*of_the_site(), *of_models()]:
        for answer in (client.get(address), client.post(address, {"_form_submitted": "True"})):
            is_open = address in OPEN_TO_ALL_STAFF or answer.status_code in (302, 403, 404, 405)
            assert is_open, (address, answer.status_code)
            assert not SEEN_WITH_RIGHTS_ALONE.search(answer.content.decode()), address
            client.force_login(User.objects.get(username="nobody"), BACKEND)  # it may just have signed out
    assert changes() == before


def test_no_search_or_autocomplete_tells_staff_of_no_group_a_name(house: House, signed_in: SignIn) -> None:
    client = signed_in()
    asked = {"term": "globex", "app_label": "integrations", "model_name": "oauthapp", "field_name": "customer"}
    assert client.get("/admin/autocomplete/", asked).status_code == 403
    for extended in ({}, {"extended": "1"}):
        for words in ("globex", "canary", "customer", "run"):
            assert "href" not in client.get("/admin/search/", {"s": words, **extended}).content.decode()
    assert client.get("/admin/", {"q": "globex"}).content.decode().count("machina-figure") == 0


@pytest.mark.parametrize("group", STAFF_RIGHTS)
def test_staff_of_each_group_open_what_their_rights_allow(house: House, signed_in: SignIn, group: str) -> None:
    client = signed_in(group)
    first = client.get("/admin/").content.decode()
    assert "Billed this month" in first
    assert CUSTOMER in first
    for model in admin.site._registry:
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        wanted = 403 if page.startswith(STAFF_PAGES) else 200
        assert client.get(page, follow=True).status_code == wanted, page
        row = model._default_manager.order_by("pk").first()
        assert row is not None, f"the house has no {model._meta.label}"
        detail = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        assert client.get(detail).status_code == wanted, detail


def test_a_viewer_changes_nothing_by_any_address(house: House, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    before = changes()
    for address in of_models():
        client.post(address, {"_form_submitted": "True", "post": "yes", "_save": "Save", "name": "Changed", "key": "x"})
    assert changes() == before


@pytest.mark.parametrize("group", STAFF_RIGHTS)
def test_nobody_raises_his_own_rights(house: House, signed_in: SignIn, group: str) -> None:
    """With all of Django's own permissions, which are another permission system and count for nothing."""
    client = signed_in(group)
    me, root = User.objects.get(username=group), User.objects.create_superuser("root", "root@operator.example", "x")
    me.user_permissions.set(Permission.objects.all())
    before = changes()
    mine = {"username": me.username, "is_active": "on", "is_staff": "on", "is_superuser": "on", "_save": "Save"}
    attacks = [
        (reverse("admin:auth_user_change", args=[me.pk]), mine),
        (reverse("admin:auth_user_change", args=[root.pk]), {**mine, "email": me.email}),
        (reverse("admin:auth_user_password_change", args=[root.pk]), {"password1": "opened", "password2": "opened"}),
        (reverse("admin:auth_user_remove_second_factor", args=[root.pk]), {"_form_submitted": "True"}),
        (reverse("admin:auth_user_delete", args=[root.pk]), {"post": "yes"}),
        (reverse("admin:auth_user_add"), {"username": "new", "password1": "opened12345", "password2": "opened12345"}),
        (reverse("admin:auth_user_changelist"), {"action": "delete_selected", "_selected_action": str(root.pk)}),
        (reverse("admin:auth_group_change", args=[Group.objects.get(name="security").pk]), {"name": "x"}),
        (reverse("admin:auth_group_add"), {"name": "security2"}),
    ]
    for address, form in attacks:
        assert client.post(address, form).status_code == 403, address
    assert changes() == before


@pytest.mark.parametrize("group", STAFF_RIGHTS)
def test_an_operators_key_may_no_more_than_who_makes_it(house: House, signed_in: SignIn, group: str) -> None:
    made = signed_in(group).post(reverse("admin:integrations_apikey_add"), {"name": "mine", "days": 7})
    found = list(ApiKey.objects.filter(name="mine"))
    assert len(found) == (1 if group == "security" else 0)
    for row in found:
        assert keys.actor_of_key(made.context["secret"]).rights == STAFF_RIGHTS[group] == frozenset(row.rights)


def test_a_superuser_changes_rights_and_it_is_audited(house: House, signed_in: SignIn) -> None:
    client = signed_in(is_superuser=True)
    person = User.objects.get(username="second.factor")
    form = {"username": person.username, "email": person.email, "is_active": "on", "is_staff": "on", "_save": "Save"}
    groups = [str(Group.objects.get(name="billing").pk)]
    answer = client.post(reverse("admin:auth_user_change", args=[person.pk]), {**form, "groups": groups})
    assert answer.status_code == 302, answer.context["errors"]
    assert [each.name for each in person.groups.all()] == ["billing"]
    event = AuditEvent.objects.get(action="staff.change")
    assert (event.actor_label, event.before, event.after) == ("root", {"groups": []}, {"groups": ["billing"]})
    new = {"password1": "a new pass phrase", "password2": "a new pass phrase", "usable_password": "true"}
    assert client.post(reverse("admin:auth_user_password_change", args=[person.pk]), new).status_code == 302
    event = AuditEvent.objects.get(action="staff.set_password")
    assert (event.object_id, event.before, event.after) == (str(person.pk), {}, {})
    client.post(reverse("admin:auth_user_remove_second_factor", args=[person.pk]), {"_form_submitted": "True"})
    assert not Authenticator.objects.exists()


def test_a_superuser_cannot_delete_himself(house: House, signed_in: SignIn) -> None:
    client = signed_in(is_superuser=True)
    root = User.objects.get(username="root")
    assert client.post(reverse("admin:auth_user_delete", args=[root.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": str(root.pk), "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    assert User.objects.filter(username="root").exists()


def test_the_admin_has_the_listed_pages_and_no_others(house: House, signed_in: SignIn) -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == PAGES
    assert all(isinstance(each, RightsAdmin) for each in admin.site._registry.values())
    client = signed_in(is_superuser=True)
    listed = {f"/admin/{label.replace('.', '/')}/" for label in PAGES}
    for model in apps.get_models():
        page = f"/admin/{model._meta.label_lower.replace('.', '/')}/"
        assert client.get(page, follow=True).status_code == (200 if page in listed else 404), page
    factor = Authenticator.objects.get(type="totp")
    assert client.get(f"/admin/mfa/authenticator/{factor.pk}/change/").status_code == 404


def test_what_a_package_registers_is_passed_over_and_ours_must_take_its_rights_from_ours() -> None:
    admin.site.register(Authenticator, ModelAdmin)
    assert not admin.site.is_registered(Authenticator)
    with pytest.raises(ImproperlyConfigured, match="RightsAdmin"):
        admin.site.register(apps.get_model("integrations", "Call"), ModelAdmin)


def test_every_button_asks_for_a_right() -> None:
    for model_admin in admin.site._registry.values():
        for name in ("actions_list", "actions_detail", "actions_row", "actions_submit_line"):
            for each in getattr(model_admin, name, ()) or ():
                buttons = each["items"] if isinstance(each, dict) else [each]
                for button in buttons:
                    assert getattr(model_admin, button).allowed_permissions, (model_admin, button)


def test_second_factors_are_sealed_and_no_page_shows_them(house: House, signed_in: SignIn) -> None:
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET_TOTP not in stored
    assert stored.count("v1.") == 2
    totp, codes = Authenticator.objects.get(type="totp"), Authenticator.objects.get(type="recovery_codes")
    assert vault.key_of(totp.data["secret"])
    assert second_factors.SealingAdapter().decrypt(totp.data["secret"]) == SECRET_TOTP
    assert RecoveryCodes(codes).validate_code(house.recovery_codes[0])
    assert not RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).validate_code(house.recovery_codes[0])
    client = signed_in(is_superuser=True)
    hidden = (SECRET_TOTP, totp.data["secret"], codes.data["seed"], *house.recovery_codes)
    people = [address for address in of_models(rows=None) if address.startswith(STAFF_PAGES)]
    for address in dict.fromkeys([*of_models(), *people]):
        page = client.get(address).getvalue().decode()
        assert not [secret for secret in hidden if secret in page], address


def test_second_factors_of_before_are_sealed_and_go_on_working(house: House) -> None:
    totp, codes = Authenticator.objects.get(type="totp"), Authenticator.objects.get(type="recovery_codes")
    Authenticator.objects.filter(pk=totp.pk).update(data={"secret": SECRET_TOTP})
    clear = {"seed": "5" * 80, "used_mask": 1, "migrated_codes": ["abc12345"]}
    Authenticator.objects.filter(pk=codes.pk).update(data=clear)
    assert second_factors.seal_clear_ones(Authenticator.objects) == 2
    assert second_factors.seal_clear_ones(Authenticator.objects) == 0
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert not [text for text in (SECRET_TOTP, "5" * 80, "abc12345") if text in stored]
    assert RecoveryCodes(Authenticator.objects.get(pk=codes.pk)).validate_code("abc12345")
    code = _code_of_now(SECRET_TOTP)
    assert TOTP(Authenticator.objects.get(pk=totp.pk)).validate_code(code)


def test_second_factors_follow_a_new_key(house: House, settings: object) -> None:
    old = settings.ENCRYPTION_KEYS  # type: ignore[attr-defined]  # the fixture's own type
    settings.ENCRYPTION_KEYS = [("newer", b"n" * 32), *old]  # type: ignore[attr-defined]
    call_command("rotate_keys")
    settings.ENCRYPTION_KEYS = [("newer", b"n" * 32)]  # type: ignore[attr-defined]
    factor = Authenticator.objects.get(type="totp")
    assert TOTP(factor).validate_code(_code_of_now(SECRET_TOTP))


def _code_of_now(secret: str) -> str:
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return str(auth.format_hotp_value(auth.hotp_value(secret, counter)))


def test_the_first_page_of_somebody_in_no_group_says_what_to_do(signed_in: SignIn) -> None:
    page = signed_in().get("/admin/").content.decode()
    assert "Ask an administrator to put you into one of the staff groups." in page


def test_a_client_that_is_no_staff_stays_out(house: House) -> None:
    client = Client()
    client.force_login(User.objects.create_user("guest"), BACKEND)
    for address in ["/admin/", *of_models()]:
        assert client.get(address).status_code in (302, 403), address
