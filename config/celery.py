"""The Celery application. Tasks take ids, are small and may run twice."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("mingzhang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
