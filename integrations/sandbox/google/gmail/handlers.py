"""Which methods of Gmail the sandbox implements. The others answer 501."""

from __future__ import annotations

from integrations.sandbox.google.gmail import drafts, history, labels, messages, profile, sending, threads, vacation

HANDLERS = {
    "gmail.users.getProfile": profile.get_profile,
    "gmail.users.drafts.create": drafts.create_draft,
    "gmail.users.drafts.delete": drafts.delete_draft,
    "gmail.users.drafts.get": drafts.get_draft,
    "gmail.users.drafts.list": drafts.list_drafts,
    "gmail.users.drafts.send": drafts.send_draft,
    "gmail.users.drafts.update": drafts.update_draft,
    "gmail.users.history.list": history.list_history,
    "gmail.users.labels.create": labels.create_label,
    "gmail.users.labels.delete": labels.delete_label,
    "gmail.users.labels.get": labels.get_label,
    "gmail.users.labels.list": labels.list_labels,
    "gmail.users.labels.patch": labels.update_label,
    "gmail.users.labels.update": labels.update_label,
    "gmail.users.messages.attachments.get": messages.get_attachment,
    "gmail.users.messages.batchDelete": messages.batch_delete,
    "gmail.users.messages.batchModify": messages.batch_modify,
    "gmail.users.messages.delete": messages.erase_message,
    "gmail.users.messages.get": messages.get_message,
    "gmail.users.messages.import": sending.import_message,
    "gmail.users.messages.insert": sending.insert_message,
    "gmail.users.messages.list": messages.list_messages,
    "gmail.users.messages.modify": messages.modify_message,
    "gmail.users.messages.send": sending.send_message,
    "gmail.users.messages.trash": messages.trash_message,
    "gmail.users.messages.untrash": messages.untrash_message,
    "gmail.users.settings.getVacation": vacation.get_vacation,
    "gmail.users.settings.sendAs.get": profile.get_send_as,
    "gmail.users.settings.sendAs.list": profile.list_send_as,
    "gmail.users.settings.updateVacation": vacation.update_vacation,
    "gmail.users.threads.delete": threads.erase_thread,
    "gmail.users.threads.get": threads.get_thread,
    "gmail.users.threads.list": threads.list_threads,
    "gmail.users.threads.modify": threads.modify_thread,
    "gmail.users.threads.trash": threads.trash_thread,
    "gmail.users.threads.untrash": threads.untrash_thread,
}
