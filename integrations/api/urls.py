"""The addresses of the REST API, exactly as the contract writes them."""

from collections.abc import Sequence

from django.urls import URLPattern, path
from django.views.decorators.common import no_append_slash
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from integrations.api import openapi  # noqa: F401  # registers how a request is authenticated
from integrations.api.views import (
    budgets,
    calls,
    connections,
    customers,
    files,
    operations,
    payloads,
    providers,
    services,
    usage,
    webhooks,
)

app_name = "api"


class Schema(SpectacularAPIView):
    """The OpenAPI document, which is made anew for each request and takes as long as ten others."""

    weight = 10


def _without_slash_redirect(patterns: Sequence[URLPattern]) -> list[URLPattern]:
    """The same addresses, not found without their slash: behind a redirect a POST would arrive as a GET."""
    for each in patterns:
        each.callback = no_append_slash(each.callback)
    return list(patterns)


for_programs = [
    path("<slug:provider>/status", providers.ProviderStatus.as_view(), name="provider-status"),
    path("<slug:provider>/logout", providers.ProviderLogout.as_view(), name="provider-logout"),
    path("v1/providers/", providers.ProviderList.as_view(), name="providers"),
    path("v1/services/", services.ServiceList.as_view(), name="services"),
    path("v1/services/<slug:key>/", services.ServiceDetail.as_view(), name="service"),
    path("v1/operations/", services.OperationList.as_view(), name="operations"),
    path("v1/operations/<str:key>/", services.OperationDetail.as_view(), name="operation"),
    path("v1/operations/<str:key>/run", operations.RunOperation.as_view(), name="operation-run"),
    path(
        "v1/operations/<str:key>/options/<str:field>",
        operations.OperationOptions.as_view(),
        name="operation-options",
    ),
    path("v1/calls/", calls.CallList.as_view(), name="calls"),
    path("v1/calls/<uuid:pk>/", operations.CallDetail.as_view(), name="call"),
    path("v1/files/", files.FileStore.as_view(), name="files"),
    path("v1/files/<uuid:pk>", files.FileContent.as_view(), name="file"),
    path("v1/payloads/<uuid:pk>/", payloads.PayloadDetail.as_view(), name="payload"),
    path("v1/customers/", customers.CustomerList.as_view(), name="customers"),
    path("v1/customers/<str:key>/", customers.CustomerDetail.as_view(), name="customer"),
    path("v1/customers/<str:key>/links/", customers.CustomerLinks.as_view(), name="customer-links"),
    path("v1/customers/<str:key>/erase", customers.EraseCustomer.as_view(), name="customer-erase"),
    path("v1/customers/<str:key>/export", customers.ExportCustomer.as_view(), name="customer-export"),
    path("v1/erasures/", customers.ErasureList.as_view(), name="erasures"),
    path("v1/erasures/<uuid:pk>/", customers.ErasureDetail.as_view(), name="erasure"),
    path("v1/links/<uuid:pk>/", customers.LinkDetail.as_view(), name="link"),
    path("v1/links/<uuid:pk>/revoke", customers.RevokeLink.as_view(), name="link-revoke"),
    path("v1/links/<uuid:pk>/resend", customers.ResendLink.as_view(), name="link-resend"),
    path("v1/connections/", connections.ConnectionList.as_view(), name="connections"),
    path("v1/connections/<uuid:pk>/", connections.ConnectionDetail.as_view(), name="connection"),
    path("v1/connections/<uuid:pk>/credential", connections.ReplaceCredential.as_view(), name="connection-credential"),
    path("v1/connections/<uuid:pk>/reconnect", connections.ReconnectConnection.as_view(), name="connection-reconnect"),
    path("v1/connections/<uuid:pk>/uses", connections.ConnectionUses.as_view(), name="connection-uses"),
    path("v1/connections/<uuid:pk>/test", connections.TestConnection.as_view(), name="connection-test"),
    path("v1/connections/<uuid:pk>/refresh", connections.RefreshConnection.as_view(), name="connection-refresh"),
    path("v1/connections/<uuid:pk>/revoke", connections.RevokeConnection.as_view(), name="connection-revoke"),
    path("v1/connections/<uuid:pk>/confirm", connections.ConfirmConnection.as_view(), name="connection-confirm"),
    path("v1/webhook_endpoints/", webhooks.WebhookEndpointList.as_view(), name="webhook-endpoints"),
    path("v1/webhook_endpoints/<uuid:pk>/", webhooks.WebhookEndpointDetail.as_view(), name="webhook-endpoint"),
    path("v1/webhook_endpoints/<uuid:pk>/test", webhooks.TestWebhookEndpoint.as_view(), name="webhook-test"),
    path("v1/webhook_endpoints/<uuid:pk>/rotate_secret", webhooks.RotateWebhookSecret.as_view(), name="webhook-secret"),
    path("v1/webhook_endpoints/<uuid:pk>/replay", webhooks.ReplayWebhookEndpoint.as_view(), name="webhook-replay"),
    path(
        "v1/webhook_endpoints/<uuid:pk>/deliveries/",
        webhooks.WebhookDeliveryList.as_view(),
        name="webhook-deliveries",
    ),
    path(
        "v1/webhook_endpoints/<uuid:pk>/deliveries/<uuid:delivery>/",
        webhooks.WebhookDeliveryDetail.as_view(),
        name="webhook-delivery",
    ),
    path(
        "v1/webhook_endpoints/<uuid:pk>/deliveries/<uuid:delivery>/replay",
        webhooks.ReplayWebhookDelivery.as_view(),
        name="webhook-delivery-replay",
    ),
    path("v1/budgets/", budgets.BudgetList.as_view(), name="budgets"),
    path("v1/budgets/<uuid:pk>/", budgets.BudgetDetail.as_view(), name="budget"),
    path("v1/usage/", usage.UsageList.as_view(), name="usage"),
    path("v1/usage/report", usage.UsageReport.as_view(), name="usage-report"),
]

urlpatterns = [
    *_without_slash_redirect(for_programs),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
]
