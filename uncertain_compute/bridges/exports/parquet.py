"""A run's draws as Parquet, with the unit of each column."""

from pathlib import Path

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.bridges.exports.draw_tables import draw_columns, draw_tables, drawn_of
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.recorders import CHAIN


def write_parquet(reading: Reading, path: Path) -> list[str]:
    """Write the draws as Parquet, a group of rows for each chain; nothing is left out.

    A column's unit is in its field's metadata, ``units``.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    units = {str(name): str(values.attrs.get("units", "")) for name, values in drawn_of(reading).data_vars.items()}
    numbers = [pa.field(name, pa.int64()) for name in (CHAIN, DRAW)]
    values = [
        pa.field(column, pa.float64(), metadata={"units": units[name_of(column)]}) for column in draw_columns(reading)
    ]
    schema = pa.schema(numbers + values)
    with ParquetWriter(path, schema) as writer:
        for table in draw_tables(reading):
            writer.write_table(pa.Table.from_pandas(table, schema, preserve_index=False))
    return []
