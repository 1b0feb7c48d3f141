"""The register of what is stored, read from the tables themselves: each column with its purpose and retention."""

from collections.abc import Sequence

from booking.database import table_of
from booking.kept import KeptColumn, columns_kept
from booking.tables import Base


def register() -> Sequence[KeptColumn]:
    """Every column of every table that this process knows, in the order of their names.

    Raises RegisterError where a table does not say why and how long it keeps a column.
    """
    entities = sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda entity: table_of(entity).name)
    return [
        column
        for entity in entities
        for column in columns_kept(table_of(entity).name, list(table_of(entity).columns.keys()), entity.__kept__)
    ]
