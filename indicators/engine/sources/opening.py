"""Which class reads a table of a database or cluster; its driver is imported only where it is needed."""

from indicators.engine.pack.model import TableResource
from indicators.engine.sources.base import Source, database_of_table


def open_source(resource: TableResource) -> Source:
    """The source that holds a table; no query is sent yet.

    Raises SourceError where the driver is not installed, ValueError for a table that is a file.
    """
    database = database_of_table(resource)
    if database.is_spark:
        from indicators.engine.sources.spark import Spark

        return Spark(database)
    from indicators.engine.sources.postgres import Postgres

    return Postgres(database)
