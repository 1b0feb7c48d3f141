"""Time in SQL, for figures over many rows: said in one way, compiled for both databases."""

from collections.abc import Mapping

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

HOUR = 3600  # seconds


class hour_of(FunctionElement[int]):  # noqa: N801 - stands in statements where a function of SQL does
    """The hour in which an instant lies, counted from 1970 in UTC: whole hours are whole in the town's zone too."""

    type = Integer()
    inherit_cache = True
    name = "hour_of"


class tenths_between(FunctionElement[int]):  # noqa: N801 - as above
    """From a first instant to a second one, in tenths of a second."""

    type = Integer()
    inherit_cache = True
    name = "tenths_between"


@compiles(hour_of, "postgresql")
def _hour_on_postgresql(element: hour_of, compiler: SQLCompiler, **options: object) -> str:
    return f"CAST(EXTRACT(EPOCH FROM date_trunc('hour', {_arguments(element, compiler, options)})) / {HOUR} AS INTEGER)"


@compiles(hour_of, "sqlite")
def _hour_on_sqlite(element: hour_of, compiler: SQLCompiler, **options: object) -> str:
    whole_second = f"substr({_arguments(element, compiler, options)}, 1, 19)"  # strftime would round the rest up
    return f"(CAST(strftime('%s', {whole_second}) AS INTEGER) / {HOUR})"


@compiles(tenths_between, "postgresql")
def _tenths_on_postgresql(element: tenths_between, compiler: SQLCompiler, **options: object) -> str:
    first, second = _arguments(element, compiler, options).split(", ")
    return f"CAST(ROUND(EXTRACT(EPOCH FROM ({second} - {first})) * 10) AS INTEGER)"


@compiles(tenths_between, "sqlite")
def _tenths_on_sqlite(element: tenths_between, compiler: SQLCompiler, **options: object) -> str:
    first, second = _arguments(element, compiler, options).split(", ")
    return f"CAST(ROUND((julianday({second}) - julianday({first})) * 864000) AS INTEGER)"


def _arguments(element: FunctionElement[int], compiler: SQLCompiler, options: Mapping[str, object]) -> str:
    return compiler.process(element.clause_expr.element, **options)
