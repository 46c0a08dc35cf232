"""Addresses under `/sandbox/http/`."""

from __future__ import annotations

from django.urls import path

from integrations.sandbox.http import access, answers, echo, files, orders

app_name = "http"
urlpatterns = [
    path("echo", echo.echo, name="echo"),
    path("echo/<path:below>", echo.echo, name="echo_below"),
    path("private/echo", access.private_echo, name="private_echo"),
    path("status/<int:code>", answers.status, name="status"),
    path("redirect/<int:times>", answers.redirect, name="redirect"),
    path("slow/<int:milliseconds>", answers.slow, name="slow"),
    path("lost", answers.lost, name="lost"),
    path("orders", orders.orders, name="orders"),
    path("files/orders.csv", files.orders_csv, name="orders_csv"),
    path("files/zeros", files.zeros, name="zeros"),
]
