"""One sampling plan of the demo: twelve offices drawn by their dossiers, forty dossiers in each."""

from datetime import date

from sqlmodel import Session

from survey.reports.sampling import draw
from survey.store import sampling
from survey.store.sampling import PlanHead

CODE, TITLE = "phuc-tra", "Mẫu hỏi tại nhà, mười hai đơn vị"
OFFICES, FORMS = 12, 40


def draw_demo_plan(session: Session, *, first: date, today: date, seed: int) -> None:
    """Draw the plan from the dossiers that the demo's offices settled."""
    head = PlanHead(
        code=CODE,
        title=TITLE,
        wave_id=None,
        first_month=f"{first:%Y-%m}",
        last_month=f"{today:%Y-%m}",
        rule="fixed",
        scope="office",
        margin=0.05,
        design_effect=1.0,
        fixed=FORMS,
        offices=OFFICES,
        seed=seed,
        drawn_on=today,
    )
    cells = sampling.frame(session, head.first_month, head.last_month, today=today)
    drawn = draw(cells, head)
    sampling.keep_plan(session, head, drawn.offices, drawn.cells)
