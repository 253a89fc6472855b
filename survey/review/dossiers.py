"""The page of published reports on dossiers, each beside what its own figures say."""

from survey.access.locale import chosen_language
from survey.access.state import service
from survey.reports.dossier_table import dossier_table
from survey.reports.dossier_wording import DossierWording
from survey.reports.dossiers import reconciled_report
from survey.review import blueprint
from survey.review.frame import page
from survey.store.dossiers import reports


@blueprint.get("/dossiers")
def dossiers() -> str:
    """Show every report; its figures were published, so unit heads read them too."""
    with service().store.reading() as session:
        published = reports(session)
    say = DossierWording(chosen_language())
    return page(
        "review/dossiers.html",
        tables=[dossier_table(reconciled_report(report), say) for report in published],
    )
