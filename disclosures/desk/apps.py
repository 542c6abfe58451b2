"""Django's administration with the desk in it."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    default_site = "disclosures.desk.site.DeskSite"
