"""What the canary does: rates with every answer by every channel, and compares what the store then holds."""

from collections import Counter as Multiset
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from forms.questionnaire import Questionnaire, pack_asked, pack_choices
from forms.questionnaire.packing import LEVELS, NOT_APPLICABLE, YES
from survey.cli.canary_choices import choices_for, missing_options
from survey.cli.canary_staff import Keep
from survey.cli.canary_visitor import (
    FoundForm,
    OpenedForm,
    Page,
    Visitor,
    found_form,
)
from survey.store import canaries
from survey.store.canaries import Canary, StoredAnswer
from survey.store.engine import Store
from survey.store.entries import Typed
from survey.store.tables.answers import CANARY, CORE

# A real visit has a stage; which one makes no difference to the way in.
STAGE = "ask"

Translate = Callable[[str], str]
Chosen = Mapping[str, str]
Filled = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Rating:
    """One filled form: its name, and how it answers the questions that a form offers."""

    name: str
    choose: Callable[[Mapping[str, Sequence[str]]], Chosen]


def open_page(visitor: Visitor, canary: Canary) -> OpenedForm:
    """Return the form that the canary's printed code leads to."""
    page = visitor.get(_address(canary))
    return OpenedForm(page.status, found_form(page))


Open = Callable[[Visitor, Canary], OpenedForm]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in. `open` gives a form; `send` hands it over once, filled in, and returns what came of it.

    One that does not `ask_all` leaves out the questions without a level.
    """

    name: str
    send: Callable[[Visitor, Canary, Filled], Page]
    open: Open = open_page
    asks_all: bool = True


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """What one channel took, and each fault in a sentence; none where all was right."""

    channel: str
    ratings: int
    faults: tuple[str, ...]


def channels(_: Translate, *, open_kiosk: Open) -> tuple[Channel, ...]:
    """Return every way in that begins at the counter. A new one is an entry here."""
    return (
        Channel(_("mã in, không có JavaScript"), _by_form),
        Channel(_("mã in, có JavaScript"), _by_script),
        Channel(_("máy đánh giá"), _by_script, open_kiosk, asks_all=False),
    )


def link_channel(_: Translate) -> Channel:
    """Return the way of those who filed online; it begins at a counter of its own."""
    return Channel(_("đường dẫn sau khi nộp hồ sơ trực tuyến"), _by_form)


def _by_form(visitor: Visitor, canary: Canary, fields: Filled) -> Page:
    return visitor.send(_address(canary), fields, by_script=False)


def _by_script(visitor: Visitor, canary: Canary, fields: Filled) -> Page:
    return visitor.send(_address(canary), fields, by_script=True)


def _address(canary: Canary) -> str:
    return f"/K/{canary.code}"


def ratings(questionnaire: Questionnaire, _: Translate) -> Iterator[Rating]:
    """Give a form for every level, one that does not apply where it can, and one nearly blank."""

    def all_alike(level: str) -> Callable[[Mapping[str, Sequence[str]]], Chosen]:
        return lambda offered: dict.fromkeys(offered, level)

    for level in LEVELS[: questionnaire.scale.levels]:
        yield Rating(_("mức %(level)s") % {"level": level}, all_alike(level))
    highest = LEVELS[questionnaire.scale.levels - 1]
    yield Rating(
        _("“không áp dụng”"),
        lambda offered: _not_applicable(offered, otherwise=highest),
    )
    # A form with no answer at all is refused, as it should be.
    yield Rating(
        _("chỉ trả lời câu đầu"), lambda offered: {next(iter(offered)): highest}
    )


def _not_applicable(offered: Mapping[str, Sequence[str]], *, otherwise: str) -> Chosen:
    """Choose "does not apply" wherever a level is still given to another question."""
    chosen = {
        code: NOT_APPLICABLE if NOT_APPLICABLE in values else otherwise
        for code, values in offered.items()
    }
    if set(chosen.values()) == {NOT_APPLICABLE}:
        chosen[next(iter(chosen))] = otherwise
    return chosen


@dataclass(frozen=True, slots=True)
class CanaryRun:
    """One installation under test: its store, the service's visitor and what the wave asks."""

    store: Store
    visitor: Visitor
    canary: Canary
    questionnaire: Questionnaire
    full: bool
    since: date
    translate: Translate

    def try_channel(self, channel: Channel) -> ChannelReport:
        """Rate with everything by one channel. Raises Unreachable."""
        _ = self.translate
        before = self._stored()
        expected: Multiset[StoredAnswer] = Multiset()
        faults: list[str] = []
        tried = 0
        for rating in ratings(self.questionnaire, _):
            tried += 1
            answer, fault = self._rate(channel, rating)
            expected.update([answer] if answer is not None else [])
            faults += [f"{rating.name}: {fault}"] if fault else []
        return ChannelReport(
            channel.name,
            tried,
            (*faults, *self._differences(self._stored() - before, expected)),
        )

    def try_staff(self, name: str, keep: Keep) -> ChannelReport:
        """Rate with everything by what staff type in; `keep` tells of each form whether it was taken once."""
        _ = self.translate
        before = self._stored()
        asked = self.questionnaire.as_asked(full=self.full)
        form = FoundForm()
        form.offered = {
            question.code: [
                *LEVELS[: self.questionnaire.scale.levels],
                *([NOT_APPLICABLE] if question.not_applicable is not None else []),
            ]
            for question in asked
        }
        positions = self.questionnaire.asked_positions(full=self.full)
        filters = {item.code for item in self.questionnaire.shown(positions)}
        form.offered |= {code: [YES] for code in filters - form.offered.keys()}
        form.names = {
            question.code: list(question.option_codes)
            for question in self.questionnaire.asked_choices(full=self.full)
        }
        tried = list(ratings(self.questionnaire, _))
        expected = [
            self._expected(form, rating.choose(self._questions(form)))
            for rating in tried
        ]
        taken = keep(
            [
                Typed(answer.scores, answer.choices, answer.stage, "", helped=False)
                for answer in expected
            ]
        )
        faults = [
            f"{rating.name}: {_('không được nhận đúng một lần')}"
            for rating, is_taken in zip(tried, taken, strict=True)
            if not is_taken
        ]
        stored = self._stored() - before
        return ChannelReport(
            name,
            len(tried),
            (*faults, *self._differences(stored, Multiset(expected))),
        )

    def _rate(
        self, channel: Channel, rating: Rating
    ) -> tuple[StoredAnswer | None, str]:
        """Send one filled form twice; return what the store should hold of it, and what was wrong."""
        _ = self.translate
        opened = channel.open(self.visitor, self.canary)
        form = opened.form
        if opened.status != 200 or not form.token:
            message = _("không mở được phiếu (%(status)s)")
            return None, message % {"status": opened.status}
        missing = self._missing(form)
        if channel.asks_all:
            missing += missing_options(self.questionnaire, form, full=self.full)
        if missing:
            return None, _("phiếu thiếu %(missing)s") % {"missing": ", ".join(missing)}
        chosen = rating.choose(self._questions(form))
        fields = {
            "form_token": form.token,
            "stage": STAGE,
            **dict.fromkeys(self._filters(form), YES),
            **chosen,
            **choices_for(self.questionnaire, form),
        }
        receipts = [
            self._receipt(channel.send(self.visitor, self.canary, fields))
            for _time in range(2)
        ]
        fault = ""
        if not all(receipts):
            fault = _("không được xác nhận là đã nhận")
        elif receipts[0] != receipts[1]:
            fault = _("gửi lại thì nhận mã biên nhận khác")
        return self._expected(form, chosen), fault

    def _receipt(self, sent: Page) -> str:
        """Return the receipt that an answer led to, an empty text where it led to none."""
        if sent.status != 303:
            return ""
        return self.visitor.get(sent.location).receipt

    def _stored(self) -> Multiset[StoredAnswer]:
        with self.store.reading() as session:
            return canaries.stored_answers(session, self.canary, since=self.since)

    def _questions(self, form: FoundForm) -> Mapping[str, Sequence[str]]:
        codes = {question.code for question in self.questionnaire.questions}
        return {name: form.offered[name] for name in form.offered if name in codes}

    def _filters(self, form: FoundForm) -> list[str]:
        codes = {condition.code for condition in self.questionnaire.filters}
        return [name for name in form.offered if name in codes]

    def _missing(self, form: FoundForm) -> list[str]:
        """Return what the questionnaire has and the page does not offer: questions, and their answers."""
        levels = list(LEVELS[: self.questionnaire.scale.levels])
        missing = []
        for question in self.questionnaire.as_asked(full=self.full):
            extra = [NOT_APPLICABLE] if question.not_applicable is not None else []
            offered = form.offered.get(question.code, [])
            missing += [
                f"{question.code}={value}"
                for value in (*levels, *extra)
                if value not in offered
            ]
        return missing

    def _expected(self, form: FoundForm, chosen: Chosen) -> StoredAnswer:
        asked = [
            position
            for position, question in enumerate(self.questionnaire.questions)
            if question.code in form.offered
        ]
        answered = {
            **dict.fromkeys(self._filters(form), YES),
            **chosen,
            **choices_for(self.questionnaire, form),
        }
        return StoredAnswer(
            channel=CANARY,
            part=CORE,
            stage=STAGE,
            scores=pack_asked(self.questionnaire, answered, asked=asked),
            choices=pack_choices(self.questionnaire, answered),
        )

    def _differences(
        self, stored: Multiset[StoredAnswer], expected: Multiset[StoredAnswer]
    ) -> Iterator[str]:
        _ = self.translate
        for answer, n in (expected - stored).items():
            yield _("đã gửi mà không thấy lưu: %(answer)s (%(n)s phiếu)") % {
                "answer": answer.scores,
                "n": n,
            }
        for answer, n in (stored - expected).items():
            yield _(
                "không gửi mà thấy lưu: %(answer)s, loại %(channel)s (%(n)s phiếu)"
            ) % {
                "answer": answer.scores,
                "channel": answer.channel,
                "n": n,
            }
