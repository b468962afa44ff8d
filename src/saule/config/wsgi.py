"""The WSGI entry point: ``granian --interface wsgi saule.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from saule.cli import beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saule.config.settings")
beside.follow()
application = get_wsgi_application()
