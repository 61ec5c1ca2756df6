"""What a WSGI server loads: `wsgi:application`. The tables must be there (`goalpost migrate`)."""

import os

from api.app import create_app
from api.settings import Settings

application = create_app(Settings.from_environ(os.environ))
