"""The tables, by subject. Importing this package registers them all in `metadata`."""

from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata

from survey.store.tables.answers import (  # noqa: E402
    AlteredRepeat,
    Arrival,
    Comment,
    CommentArrival,
    Receipt,
    Response,
)
from survey.store.tables.audit import AuditEntry  # noqa: E402
from survey.store.tables.comments import (  # noqa: E402
    CodeSettlement,
    CommentBatch,
    CommentCode,
    ReleasedComment,
    UrgentOutcome,
)
from survey.store.tables.ddci import (  # noqa: E402
    DdciAnswer,
    DdciArrival,
    DdciFigure,
    DdciLink,
    DdciRange,
    DdciReceipt,
    DdciResult,
    DdciRound,
    DdciUnit,
    DdciWeek,
)
from survey.store.tables.dossiers import DossierFigure, DossierReport  # noqa: E402
from survey.store.tables.drafts import QuestionnaireDraft  # noqa: E402
from survey.store.tables.exports import ApiToken, RowFileState  # noqa: E402
from survey.store.tables.fields import CounterField, ServiceField  # noqa: E402
from survey.store.tables.following import (  # noqa: E402
    Action,
    ActionStep,
    Publication,
    PublishedOffice,
)
from survey.store.tables.imports import (  # noqa: E402
    AnswerImport,
    ImportedAnswer,
    ImportedRow,
)
from survey.store.tables.indices import IndexValue  # noqa: E402
from survey.store.tables.installation import Installation  # noqa: E402
from survey.store.tables.kiosks import Kiosk  # noqa: E402
from survey.store.tables.paper import (  # noqa: E402
    Batch,
    BatchCheck,
    BatchOperator,
    PaperEntry,
    PaperRun,
    PaperSerial,
)
from survey.store.tables.people import (  # noqa: E402
    Attempt,
    OneTimeLink,
    RecoveryCode,
    Reviewer,
    ReviewSession,
    SecondFactor,
)
from survey.store.tables.places import (  # noqa: E402
    Counter,
    Office,
    Placement,
    Poster,
    PosterCheck,
)
from survey.store.tables.procedures import Procedure  # noqa: E402
from survey.store.tables.rechecks import (  # noqa: E402
    RecheckDraw,
    RecheckOutcome,
    RecheckStratum,
)
from survey.store.tables.replies import Reply, ReplyEvent  # noqa: E402
from survey.store.tables.sampling import (  # noqa: E402
    SamplingCell,
    SamplingOffice,
    SamplingPlan,
    SamplingReturn,
)
from survey.store.tables.succession import (  # noqa: E402
    CounterSuccession,
    OfficeSuccession,
)
from survey.store.tables.tallies import (  # noqa: E402
    ChoiceTally,
    Closing,
    DayCount,
    Fold,
    PairTally,
    ReleaseState,
    Seal,
    Tally,
)
from survey.store.tables.volumes import DossierVolume  # noqa: E402
from survey.store.tables.waves import (  # noqa: E402
    Instrument,
    QuestionnaireVersion,
    Wave,
    WaveEvent,
    WaveTarget,
)

__all__ = [
    "Action",
    "ActionStep",
    "AlteredRepeat",
    "ApiToken",
    "AnswerImport",
    "Arrival",
    "Attempt",
    "AuditEntry",
    "Batch",
    "BatchCheck",
    "BatchOperator",
    "ChoiceTally",
    "Closing",
    "CodeSettlement",
    "Comment",
    "CommentArrival",
    "CommentBatch",
    "CommentCode",
    "Counter",
    "CounterField",
    "CounterSuccession",
    "DayCount",
    "DdciAnswer",
    "DdciArrival",
    "DdciFigure",
    "DdciLink",
    "DdciRange",
    "DdciReceipt",
    "DdciResult",
    "DdciRound",
    "DdciUnit",
    "DdciWeek",
    "DossierFigure",
    "DossierReport",
    "DossierVolume",
    "Fold",
    "ImportedAnswer",
    "ImportedRow",
    "IndexValue",
    "Installation",
    "Instrument",
    "Kiosk",
    "Office",
    "OfficeSuccession",
    "OneTimeLink",
    "PairTally",
    "PaperEntry",
    "PaperRun",
    "PaperSerial",
    "Placement",
    "Poster",
    "PosterCheck",
    "Procedure",
    "Publication",
    "PublishedOffice",
    "QuestionnaireDraft",
    "QuestionnaireVersion",
    "Receipt",
    "RecoveryCode",
    "RecheckDraw",
    "RecheckOutcome",
    "RecheckStratum",
    "ReleaseState",
    "ReleasedComment",
    "Reply",
    "ReplyEvent",
    "Response",
    "ReviewSession",
    "Reviewer",
    "RowFileState",
    "SamplingCell",
    "SamplingOffice",
    "SamplingPlan",
    "SamplingReturn",
    "Seal",
    "SecondFactor",
    "ServiceField",
    "Tally",
    "UrgentOutcome",
    "Wave",
    "WaveEvent",
    "WaveTarget",
    "metadata",
]
