from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What every area shares: access, workflow, links, numbers, commands."""

    name = "portal"
