"""Who may see what: every URL rule is listed here, and what is not listed does not exist."""

from enum import Enum

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from survey.access.api_tokens import (
    TooManyRequests,
    may_write,
    visitor_of_request,
)
from survey.access.problems import ask_for_token, ask_to_slow_down, is_for_programs
from survey.access.sessions import Visitor, current_visitor
from survey.access.trail import note_refusal
from survey.settings import ROLES


class Who(Enum):
    """For whom a rule is. Roles that belong to an office are held to it."""

    ANYONE = "anyone"
    SIGNED_IN = "anyone with an account"
    REVIEWER = "who reads results: all, or those of the own office"
    REFORM_OFFICE = "who reads all results and decides"
    SETS_UP = "who prepares waves, counters and posters"
    COUNTER_STAFF = "who looks after counters: all, or those of the own office"
    OPERATOR = "who types in paper and telephone answers"
    ADMINISTRATOR = "who keeps accounts"
    AUDITOR = "who watches all others"


ROLES_OF: dict[Who, frozenset[str]] = {
    Who.SIGNED_IN: frozenset(ROLES),
    Who.REVIEWER: frozenset({"reform_office", "unit_head"}),
    Who.REFORM_OFFICE: frozenset({"reform_office"}),
    Who.SETS_UP: frozenset({"administrator", "reform_office"}),
    Who.COUNTER_STAFF: frozenset(
        {"administrator", "reform_office", "unit_head", "counter_staff"}
    ),
    Who.OPERATOR: frozenset({"operator", "reform_office"}),
    Who.ADMINISTRATOR: frozenset({"administrator"}),
    Who.AUDITOR: frozenset({"auditor"}),
}
# Reads everything and changes nothing.
AUDITOR = "auditor"

RULES: dict[str, Who] = {
    "static": Who.ANYONE,
    "healthz": Who.ANYONE,
    "readyz": Who.ANYONE,
    "citizen.home": Who.ANYONE,
    "citizen.form": Who.ANYONE,
    "citizen.form_of_audience": Who.ANYONE,
    "citizen.further_form": Who.ANYONE,
    "citizen.take_form": Who.ANYONE,
    "citizen.small_address": Who.ANYONE,
    "citizen.short_address": Who.ANYONE,
    "citizen.receipt": Who.ANYONE,
    "citizen.script": Who.ANYONE,
    "citizen.kiosk": Who.ANYONE,
    "citizen.kiosk_script": Who.ANYONE,
    "citizen.kiosk_worker": Who.ANYONE,
    "citizen.enrol_kiosk": Who.ANYONE,
    "citizen.kiosk_forms": Who.ANYONE,
    "ddci.home": Who.ANYONE,
    "ddci.find_link": Who.ANYONE,
    "ddci.form": Who.ANYONE,
    "ddci.take_form": Who.ANYONE,
    "public.periods": Who.ANYONE,
    "public.reading": Who.ANYONE,
    "public.office": Who.ANYONE,
    "public.office_replies": Who.ANYONE,
    "public.notice_sheet": Who.ANYONE,
    "review.sign_in": Who.ANYONE,
    # These three look at the session or the link themselves.
    "review.second_step": Who.ANYONE,
    "review.first_enrolment": Who.ANYONE,
    "review.one_time_link": Who.ANYONE,
    "review.own_account": Who.SIGNED_IN,
    "review.own_password": Who.SIGNED_IN,
    "review.own_second_factor": Who.SIGNED_IN,
    "review.own_recovery_codes": Who.SIGNED_IN,
    "review.sign_out_everywhere": Who.SIGNED_IN,
    "review.sign_out": Who.SIGNED_IN,
    "review.home": Who.SIGNED_IN,
    "review.wave": Who.REFORM_OFFICE,
    "review.offices": Who.REFORM_OFFICE,
    "review.compare": Who.REFORM_OFFICE,
    "review.analysis": Who.REFORM_OFFICE,
    "review.recheck": Who.REFORM_OFFICE,
    "review.wave_fields": Who.REFORM_OFFICE,
    "review.combined": Who.REFORM_OFFICE,
    "review.office": Who.REVIEWER,
    "review.help_page": Who.REVIEWER,
    "review.reports": Who.REVIEWER,
    "review.report_file": Who.REFORM_OFFICE,
    "review.scorecard_file": Who.REVIEWER,
    "review.dossiers": Who.REVIEWER,
    "review.volumes_page": Who.REVIEWER,
    "api.openapi": Who.ANYONE,
    "api.list_waves": Who.REVIEWER,
    "api.index": Who.REFORM_OFFICE,
    "api.factors": Who.REFORM_OFFICE,
    "api.offices": Who.REFORM_OFFICE,
    "api.office": Who.REVIEWER,
    "api.dossiers": Who.REVIEWER,
    "api.put_dossiers": Who.REFORM_OFFICE,
    "review.exports": Who.REFORM_OFFICE,
    "review.export_file": Who.REFORM_OFFICE,
    "review.wave_comments": Who.REVIEWER,
    "review.coding": Who.REFORM_OFFICE,
    "review.save_code": Who.REFORM_OFFICE,
    "review.differing": Who.REFORM_OFFICE,
    "review.settle_code": Who.REFORM_OFFICE,
    "review.urgent": Who.REFORM_OFFICE,
    "review.deal_with_urgent": Who.REFORM_OFFICE,
    "review.replies": Who.REVIEWER,
    "review.write_reply": Who.REVIEWER,
    "review.decide_reply": Who.REFORM_OFFICE,
    "review.actions_list": Who.REVIEWER,
    "review.new_action": Who.REVIEWER,
    "review.record_action": Who.REVIEWER,
    "review.action": Who.REVIEWER,
    "review.take_action_step": Who.REVIEWER,
    "review.set_action_publicity": Who.REFORM_OFFICE,
    "review.publications_list": Who.REFORM_OFFICE,
    "review.publication": Who.REFORM_OFFICE,
    "review.approve_publication": Who.REFORM_OFFICE,
    "review.withdraw_publication": Who.REFORM_OFFICE,
    "review.ddci_list": Who.REFORM_OFFICE,
    "review.ddci_round": Who.REFORM_OFFICE,
    "review.ddci_file": Who.REFORM_OFFICE,
    "review.close_ddci_round": Who.REFORM_OFFICE,
    "review.ddci_figures": Who.REFORM_OFFICE,
    "review.set_ddci_figures": Who.REFORM_OFFICE,
    "review.indices": Who.REVIEWER,
    "review.index_page": Who.REVIEWER,
    "manage.accounts": Who.ADMINISTRATOR,
    "manage.invite": Who.ADMINISTRATOR,
    "manage.account": Who.ADMINISTRATOR,
    "manage.change_role": Who.ADMINISTRATOR,
    "manage.give_link": Who.ADMINISTRATOR,
    "manage.close_account": Who.ADMINISTRATOR,
    "manage.reopen_account": Who.ADMINISTRATOR,
    "manage.sign_out_account": Who.ADMINISTRATOR,
    "manage.remove_second_factor": Who.ADMINISTRATOR,
    "manage.audit_trail": Who.AUDITOR,
    "manage.check_trail": Who.AUDITOR,
    "manage.start": Who.SETS_UP,
    "manage.place_lists": Who.SETS_UP,
    "manage.take_in_places": Who.SETS_UP,
    "manage.new_wave": Who.SETS_UP,
    "manage.open_wave": Who.SETS_UP,
    "manage.offices_list": Who.SETS_UP,
    "manage.preview_office_changes": Who.SETS_UP,
    "manage.change_offices": Who.SETS_UP,
    "manage.plans": Who.SETS_UP,
    "manage.draw_plan": Who.SETS_UP,
    "manage.plan": Who.SETS_UP,
    "manage.set_plan_returns": Who.SETS_UP,
    "manage.set_plan_targets": Who.SETS_UP,
    "manage.plan_lists": Who.SETS_UP,
    "manage.plan_weights": Who.SETS_UP,
    "manage.import_indices": Who.SETS_UP,
    "manage.take_in_indices": Who.SETS_UP,
    "manage.procedures": Who.SETS_UP,
    "manage.volumes": Who.SETS_UP,
    "manage.take_in_volumes": Who.SETS_UP,
    "manage.look_at_procedures": Who.SETS_UP,
    "manage.preview_procedures": Who.SETS_UP,
    "manage.take_in_procedures": Who.SETS_UP,
    "manage.answer_files": Who.SETS_UP,
    "manage.look_at_answer_file": Who.SETS_UP,
    "manage.answer_file": Who.SETS_UP,
    "manage.answer_file_mapping": Who.SETS_UP,
    "manage.match_answer_columns": Who.SETS_UP,
    "manage.bring_answers_in": Who.SETS_UP,
    "manage.give_up_answer_file": Who.SETS_UP,
    "manage.questionnaires_list": Who.SETS_UP,
    "manage.new_draft": Who.SETS_UP,
    "manage.upload_questionnaire": Who.SETS_UP,
    "manage.compare_questionnaires": Who.SETS_UP,
    "manage.questionnaire": Who.SETS_UP,
    "manage.questionnaire_file": Who.SETS_UP,
    "manage.questionnaire_preview": Who.SETS_UP,
    "manage.copy_questionnaire": Who.SETS_UP,
    "manage.draft": Who.SETS_UP,
    "manage.save_draft": Who.SETS_UP,
    "manage.draft_preview": Who.SETS_UP,
    "manage.preview_typed": Who.SETS_UP,
    "manage.draft_file": Who.SETS_UP,
    "manage.look_before_keeping": Who.SETS_UP,
    "manage.keep_draft": Who.SETS_UP,
    "manage.undo_draft": Who.SETS_UP,
    "manage.remove_draft": Who.SETS_UP,
    "manage.waves_list": Who.SETS_UP,
    "manage.wave": Who.SETS_UP,
    "manage.recheck": Who.SETS_UP,
    "manage.draw_recheck": Who.SETS_UP,
    "manage.recheck_list": Who.SETS_UP,
    "manage.extend_recheck": Who.SETS_UP,
    "manage.set_recheck_outcomes": Who.SETS_UP,
    "manage.audiences": Who.SETS_UP,
    "manage.add_audience": Who.SETS_UP,
    "manage.audience_addresses": Who.SETS_UP,
    "manage.pause_wave": Who.SETS_UP,
    "manage.resume_wave": Who.SETS_UP,
    "manage.extend_wave": Who.SETS_UP,
    "manage.close_wave": Who.SETS_UP,
    "manage.wave_targets_page": Who.SETS_UP,
    "manage.set_wave_targets": Who.SETS_UP,
    "manage.silent_counters": Who.COUNTER_STAFF,
    "manage.posters": Who.COUNTER_STAFF,
    "manage.give_codes": Who.SETS_UP,
    "manage.begin_batch": Who.SETS_UP,
    "manage.posters_file": Who.COUNTER_STAFF,
    "manage.poster_checks": Who.COUNTER_STAFF,
    "manage.check_posters": Who.COUNTER_STAFF,
    "manage.links": Who.COUNTER_STAFF,
    "manage.give_links": Who.SETS_UP,
    "manage.link_file": Who.COUNTER_STAFF,
    "manage.kiosks": Who.COUNTER_STAFF,
    "manage.add_kiosk": Who.COUNTER_STAFF,
    "manage.revoke_kiosk": Who.COUNTER_STAFF,
    "manage.paper_forms": Who.COUNTER_STAFF,
    "manage.print_paper_forms": Who.COUNTER_STAFF,
    "manage.paper_forms_file": Who.COUNTER_STAFF,
    "manage.paper_batches": Who.OPERATOR,
    "manage.open_paper_batch": Who.OPERATOR,
    "manage.paper_batch": Who.OPERATOR,
    "manage.set_paper_counts": Who.OPERATOR,
    "manage.take_back_paper": Who.OPERATOR,
    "manage.draw_paper_sample": Who.OPERATOR,
    "manage.decide_paper": Who.OPERATOR,
    "manage.close_paper_batch": Who.OPERATOR,
    "manage.type_paper": Who.OPERATOR,
    "manage.save_paper": Who.OPERATOR,
    "manage.retype_paper": Who.OPERATOR,
    "manage.save_retyped_paper": Who.OPERATOR,
    "manage.telephone": Who.OPERATOR,
    "manage.begin_calls": Who.OPERATOR,
    "manage.call": Who.OPERATOR,
    "manage.save_call": Who.OPERATOR,
    "manage.call_refused": Who.OPERATOR,
    "manage.call_not_reached": Who.OPERATOR,
}

# A page that takes files takes this many bytes with them, after it is known who sends them.
LARGEST_UPLOADS = {
    "manage.look_at_answer_file": 6 * 1024 * 1024,
    "manage.take_in_indices": 6 * 1024 * 1024,
    # Two files.
    "manage.take_in_places": 12 * 1024 * 1024,
    "manage.take_in_volumes": 6 * 1024 * 1024,
    "manage.look_at_procedures": 6 * 1024 * 1024,
    "manage.draw_recheck": 6 * 1024 * 1024,
    "manage.recheck_list": 6 * 1024 * 1024,
    "manage.upload_questionnaire": 512 * 1024,
}
# A page that is a long form takes this many bytes of typed text.
LARGEST_FORMS = {
    "manage.save_draft": 512 * 1024,
    "manage.preview_typed": 512 * 1024,
    "review.set_ddci_figures": 512 * 1024,
}
# Asked for with a post because much is sent along; nothing is changed and nothing noted.
LOOKED_AT = frozenset({"manage.preview_typed"})

# A rule with this argument shows one office; who belongs to an office sees the own one only.
OFFICE_ARGUMENT = "office_code"
CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")
# Where a sign-in may lead: our own pages for signed-in people, never another host.
SIGNED_IN_PAGES = ("/review/", "/manage/")


def enforce(app: Flask) -> None:
    """Refuse, before its view runs, every request that the rules do not allow.

    What may not be seen answers as what does not exist, so that nobody learns of it by asking.
    """

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None
        who = RULES.get(request.endpoint)
        if who is None:
            abort(404)
        if who is Who.ANYONE:
            return None
        if not request.path.isprintable():
            # No code of ours holds such a sign, and PostgreSQL does not even look for a NUL.
            abort(404)
        if is_for_programs():
            return _check_program(who)
        visitor = current_visitor()
        if visitor is None:
            return _to_sign_in()
        changes = request.method not in CHANGES_NOTHING
        if not may(visitor, who, changes=changes) or not _is_own_office(visitor):
            note_refusal(visitor)
            abort(404)
        if changes:
            largest = LARGEST_UPLOADS.get(request.endpoint)
            if largest is not None:
                request.max_content_length = largest
            typed = LARGEST_FORMS.get(request.endpoint)
            if typed is not None:
                request.max_content_length = request.max_form_memory_size = typed
            _check_csrf()
        return None


def _check_program(who: Who) -> ResponseReturnValue | None:
    """Refuse a program without a token that opens the rule; a browser's cookie opens none."""
    try:
        visitor = visitor_of_request()
    except TooManyRequests as refusal:
        return ask_to_slow_down(refusal.seconds_left)
    if visitor is None:
        return ask_for_token()
    changes = request.method not in CHANGES_NOTHING
    if (
        not may(visitor, who, changes=changes)
        or not _is_own_office(visitor)
        or (changes and not may_write())
    ):
        note_refusal(visitor)
        abort(404)
    return None


def is_safe_target(path: str) -> bool:
    """Tell whether a path leads to a page of ours after sign-in, and not to another host."""
    return (
        path.startswith(SIGNED_IN_PAGES)
        and path.isprintable()
        and "\\" not in path
        and "//" not in path
    )


def may(visitor: Visitor, who: Who, *, changes: bool = False) -> bool:
    """Tell whether a visitor's role opens rules of a kind, to read them or to change something."""
    if who is Who.ANYONE or visitor.role in ROLES_OF[who]:
        return True
    return visitor.role == AUDITOR and not changes


def _is_own_office(visitor: Visitor) -> bool:
    office_code = (request.view_args or {}).get(OFFICE_ARGUMENT)
    return office_code is None or visitor.may_see(office_code)


def _check_csrf() -> None:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        abort(400)


def _to_sign_in() -> ResponseReturnValue:
    """Send to the sign-in page; what was being read comes after it, what was being sent does not."""
    if "review.sign_in" not in current_app.view_functions:
        # A front that is served alone, without reviewers' pages.
        abort(404)
    wanted = request.full_path.rstrip("?")
    if request.method == "GET" and is_safe_target(wanted):
        return redirect(url_for("review.sign_in", next=wanted), 303)
    return redirect(url_for("review.sign_in"), 303)
