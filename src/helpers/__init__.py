"""Helpers behind the Presslens notebooks: who says what about whom in the press.

Importing this package does nothing but define its version. Import what you need from its rooms::

    from helpers.pipeline import build_tables
    from helpers.corpus import read_articles

`helpers.schemas` is the data dictionary of every table; ``docs/tables.md`` is the same to read.
"""

__version__ = "0.1.0"
