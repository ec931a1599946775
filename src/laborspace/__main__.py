"""``python -m laborspace`` is the command ``laborspace``."""

import sys

from laborspace.cli import main

sys.exit(main())
