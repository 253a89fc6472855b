"""Ratings are read as people write them, and nothing else is."""

import pytest

from analysis.ratings.levels import (
    KNOWN_SCALES,
    known_scales,
    labels_of,
    level_of,
    likely_scale,
)


@pytest.mark.parametrize(
    "value, level",
    [
        ("4", 4),
        ("4.0", 4),
        ("4,0", 4),
        ("4 - Hài lòng", 4),
        ("4. Hài lòng", 4),
        ("Hài lòng (4)", 4),
        ("5 - Rất hài lòng", 5),
        ("", 0),
        ("N/A", 0),
        ("Không áp dụng", 0),
        ("6", None),
        ("0", None),
        ("4.5", None),
        ("-4", None),
        ("tốt lắm", None),
        ("4 ngày", None),
        ("1 - Rất hài lòng", None),
    ],
)
def test_a_number_is_a_level_of_the_scale(value: str, level: int | None) -> None:
    assert level_of(value, levels=5) == level


@pytest.mark.parametrize("scale", KNOWN_SCALES, ids=lambda scale: scale[-1][0])
def test_every_known_scale_has_five_levels_and_reads_its_labels(
    scale: tuple[tuple[str, ...], ...],
) -> None:
    assert len(scale) == 5
    labels = [synonyms[0].upper() for synonyms in scale]
    (found,) = known_scales(labels)
    assert [level_of(one, levels=5, labels=found) for one in labels] == [1, 2, 3, 4, 5]


def test_labels_may_come_in_either_form_of_letters() -> None:
    import unicodedata

    taken_apart = unicodedata.normalize("NFD", "Rất hài lòng")
    (scale,) = known_scales([taken_apart])
    assert level_of(taken_apart, levels=5, labels=scale) == 5


def test_labels_that_mean_different_levels_in_two_scales_are_both_known() -> None:
    good = [scale["good"] for scale in known_scales(["Good", "Very good"])]
    assert sorted(good) == [3, 4]


def test_labels_of_no_scale_are_not_known() -> None:
    assert known_scales(["Hài lòng", "Hài hước"]) == []
    assert likely_scale({"xanh": 2, "đỏ": 1}) is None
    likely = likely_scale({"Hài lòng": 2, "Hài hước": 1})
    assert likely is not None and likely["hài lòng"] == 4


def test_own_labels_stand_above_known_ones() -> None:
    own = labels_of(["Rất hài lòng", "Hài lòng"])
    assert level_of("Rất hài lòng", levels=2, labels=own) == 1
