"""Owned by sandbox: Google's People. Deleted contacts stay, for whoever asks what has changed."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.identity import Account


class ContactBook(models.Model):
    """The contacts of one account, and the counter that numbers every change in them."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="contact_book")
    change_number = models.PositiveBigIntegerField(default=1)
    search_number = models.PositiveBigIntegerField(
        default=0, help_text="Up to here the search knows contacts; an empty search catches up."
    )

    def __str__(self) -> str:
        return f"contacts of {self.account}"


class ContactGroup(models.Model):
    """A group of Google's own, or one of the person's."""

    book = models.ForeignKey(ContactBook, on_delete=models.CASCADE, related_name="groups")
    group_id = models.CharField(max_length=64)
    name = models.TextField()
    is_system = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("-is_system", "id")
        constraints = (models.UniqueConstraint(fields=("book", "group_id"), name="sandbox_contact_group_id"),)

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """One person in the book: a contact, somebody who was written to once, or somebody of the same company."""

    class Kind(models.TextChoices):
        CONTACT = "CONTACT"
        OTHER = "OTHER_CONTACT"
        DIRECTORY = "DOMAIN_PROFILE"

    book = models.ForeignKey(ContactBook, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.CONTACT)
    contact_id = models.CharField(max_length=64)
    body = models.JSONField(default=dict, help_text="What clients may write, in Google's own shape.")
    photo_url = models.TextField(blank=True)
    groups = models.ManyToManyField(ContactGroup, related_name="members")
    is_deleted = models.BooleanField(default=False)
    created_number = models.PositiveBigIntegerField()
    change_number = models.PositiveBigIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ("change_number", "id")
        constraints = (models.UniqueConstraint(fields=("book", "kind", "contact_id"), name="sandbox_contact_id"),)

    def __str__(self) -> str:
        return self.contact_id
