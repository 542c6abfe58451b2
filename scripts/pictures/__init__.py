"""The pictures of the manuals: fictional units, the pages as their readers meet them.

Started by ``scripts/manual``, which gives it an empty database and directories of its own.
"""

import django

django.setup()  # before the modules import models
