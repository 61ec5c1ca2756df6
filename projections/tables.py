"""Where the read models' tables are defined: all of them can be emptied and filled again from the events."""

from sqlalchemy import MetaData

read_models = MetaData()
