"""The WSGI entry point: ``granian --interface wsgi saule.config.wsgi:application``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from saule.cli import beside

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saule.config.settings")
beside.follow()
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 - the settings stand from here on

# Every page is loaded before the first one is asked for. What stays for good is then no longer looked through
# for what nobody needs any more: every so often a page took 50 to 100 ms longer for it.
get_resolver().url_patterns  # noqa: B018 - reading loads it
gc.collect()
gc.freeze()
