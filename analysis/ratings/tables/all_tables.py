"""All files of one run."""

from collections.abc import Iterator
from pathlib import Path

from analysis.ratings.study import Study
from analysis.ratings.tables.files import FileObject, FileTable, write_files
from analysis.ratings.tables.group_tables import (
    dunn_table,
    item_tests_table,
    pooled_tests_table,
    rao_scott_table,
)
from analysis.ratings.tables.index_table import index_table
from analysis.ratings.tables.interval_tables import binomial_table, displayed_table
from analysis.ratings.tables.pair_tables import overall_pairs_table, pairs_table
from analysis.ratings.tables.standing_tables import funnel_files, rank_table
from analysis.ratings.tables.structure_tables import (
    alpha_table,
    drivers_file,
    factorability_file,
    trend_table,
    weights_table,
)


def result_files(study: Study) -> Iterator[FileTable | FileObject]:
    """Give every file, each when it is asked for."""
    yield index_table(study)
    yield displayed_table(study)
    yield binomial_table(study)
    yield item_tests_table(study)
    yield pooled_tests_table(study)
    yield dunn_table(study)
    yield pairs_table(study)
    yield overall_pairs_table(study)
    yield rao_scott_table(study)
    yield trend_table(study)
    yield from funnel_files(study)
    yield rank_table(study)
    yield alpha_table(study)
    yield factorability_file(study)
    yield drivers_file(study)
    yield weights_table(study)


def write_tables(study: Study, folder: Path) -> None:
    """Write every file into a folder, all or none."""
    write_files(folder, result_files(study))
