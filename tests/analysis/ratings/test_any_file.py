"""Whatever little a file holds and whatever is asked of it, every result is written."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.ratings.findings import find
from analysis.ratings.request import Request
from analysis.ratings.study import read_study
from analysis.ratings.tables.all_tables import write_tables
from survey.cli.analyse_json import findings_json
from survey.cli.analyse_text import findings_text

answer = st.sampled_from(["", "1", "2", "3", "4", "5", "5", "5"])
rows = st.lists(
    st.tuples(
        st.sampled_from(["u1", "u2", "u3"]),
        st.sampled_from(["w1", "w2"]),
        st.sampled_from(["a", "b", ""]),
        st.sampled_from(["0.5", "1", "3"]),
        st.sampled_from(["k1", "k2", "k3"]),
        answer,
        answer,
        answer,
    ),
    max_size=14,
)
# The population of a unit is one number: unknown, less than its responses, or more.
POPULATION = {"u1": "", "u2": "1", "u3": "40"}
options = st.fixed_dictionaries(
    {
        "overall": st.sampled_from(["", "o"]),
        "wave": st.sampled_from(["", "wave"]),
        "by": st.sampled_from([(), ("g",)]),
        "weight": st.sampled_from(["", "w"]),
        "index": st.sampled_from(["pooled", "criteria"]),
        "min_n": st.sampled_from([0, 5]),
        "design": st.sampled_from(
            [
                {},
                {"population": "N", "fpc": True},
                {"cluster": "k"},
                {"strata": "none"},
                {"cluster": "k", "strata": "unit", "population": "N"},
                {"poststratify": "totals.csv"},
            ]
        ),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows, options)
def test_every_result_of_any_file_is_written(
    answers: list[tuple[str, ...]], asked: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = ["unit,wave,g,w,k,N,q1,q2,o"]
        lines += [",".join((*row[:5], POPULATION[row[0]], *row[5:])) for row in answers]
        units = sorted({row[0] for row in answers})
        write(folder / "a.csv", lines)
        write(folder / "factors.csv", ["factor,item", "F,q1", "F,q2"])
        write(folder / "totals.csv", ["unit,n", *(f"{unit},7" for unit in units)])
        design = dict(asked.pop("design"))
        if "poststratify" in design:
            design["poststratify"] = folder / "totals.csv"
        request = Request(
            folder / "a.csv", "unit", factors=folder / "factors.csv", **asked, **design
        )
        study = read_study(request)
        findings = find(study)
        assert findings_text(study, findings, language="vi")
        json.dumps(findings_json(study, findings), allow_nan=False)
        write_tables(study, folder / "out")
        assert len(list((folder / "out").iterdir())) == 17


def write(file: Path, lines: list[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
