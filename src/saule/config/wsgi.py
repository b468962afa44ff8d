"""The WSGI entry point: ``granian --interface wsgi saule.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saule.config.settings")
application = get_wsgi_application()
