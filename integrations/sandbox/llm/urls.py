"""Addresses under `/sandbox/llm/`, as OpenAI has them under its own host."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.llm import views

app_name = "llm"
urlpatterns = [
    path("v1/models", views.models, name="models"),
    path("v1/chat/completions", views.chat_completions, name="chat_completions"),
]
