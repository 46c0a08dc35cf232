"""The addresses of chats: below a deployment for staff, below a link for customers."""

from django.urls import path

from workflows.agents.chat import pages, steps

urlpatterns = [
    path("with/<str:token>/", pages.link_page, name="chat-link"),
    path("link/<uuid:link_id>/", pages.customer_page, name="chat-with"),
    path("link/<uuid:link_id>/new", pages.customer_new),
    path("link/<uuid:owner_id>/<uuid:chat_id>/turns", steps.customer_turns),
    path("link/<uuid:owner_id>/<uuid:chat_id>/say", steps.customer_say),
    path("link/<uuid:owner_id>/<uuid:chat_id>/approvals/<uuid:approval_id>", steps.customer_decide),
    path("<uuid:deployment_id>/", pages.staff_page, name="chat"),
    path("<uuid:deployment_id>/new", pages.staff_new),
    path("<uuid:deployment_id>/<uuid:chat_id>/", pages.staff_page, name="chat-open"),
    path("<uuid:owner_id>/<uuid:chat_id>/turns", steps.staff_turns),
    path("<uuid:owner_id>/<uuid:chat_id>/say", steps.staff_say),
    path("<uuid:owner_id>/<uuid:chat_id>/approvals/<uuid:approval_id>", steps.staff_decide),
]
