"""Entries of the journal with all that came with them, as far as their reader may see it."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.analysis.accounts import AccountKind, account_kind, account_parties
from measures.lists.chains import RedactionSerializer
from measures.lists.evidence import opened_address
from measures.lists.expressions import DocumentPlace, about_code, holds, only_if
from measures.lists.fields import (
    LEVEL,
    WRITTEN_ON,
    HashField,
    KeyField,
    PageField,
    PartialDateOutputField,
    PersonField,
    PersonRoleField,
    SeenKeyField,
    TextsField,
)
from measures.lists.headings import file_columns, label_in_model
from measures.lists.records import COLON, RecordSerializer
from measures.lists.statements import StatementSerializer
from measures.models import (
    Assessment,
    Audience,
    Bearing,
    Citation,
    Dissent,
    Entry,
    EntryKind,
    Ground,
    MilestoneMark,
    RelatedDevelopment,
)
from measures.models.bearings import OF_PARTY
from measures.models.evidence import Credibility, Grade
from measures.models.journal import EntryQuerySet, is_unreviewed
from measures.models.records import value_columns
from measures.models.texts import bilingual

# What only an assessment has that an earlier version recorded as a party's.
OF_RECORDED = ["whose", "provenance", *bilingual(*OF_PARTY), "quotation", "quotation_language"]
ASSESSMENT_VALUES = [name for name in value_columns(Assessment) if name not in ("about_both", *OF_RECORDED)]


def counting_entries(place: DocumentPlace) -> EntryQuerySet:
    """The entries that count for an audience as of a day."""
    seen: EntryQuerySet = Entry.objects.visible_to(place.audience)
    return seen.counting(as_of=place.as_of, known_at=place.known_at)


class OnRecordSerializer(RecordSerializer):
    """What says something of one measure or ambiguity; where the measure was hidden since, it is left out."""

    hidden_with = ("measure",)

    on = serializers.CharField(source="on.key", help_text="Key of a measure, part or ambiguity.")
    about = serializers.CharField(source="about_code", help_text="Code of a party, “both” or “none”.")

    def sql_on(self, place: DocumentPlace) -> Combinable:
        return Coalesce(place.at("measure.key"), place.at("ambiguity.key"))

    def sql_about(self, place: DocumentPlace) -> Combinable:
        return about_code(place)


class BearingSerializer(OnRecordSerializer):
    """The effect of an entry on a measure or an ambiguity: its direction, and the status or state that it sets."""

    changed_by = serializers.CharField(source="changed_by_id", allow_null=True)

    class Meta:
        model = Bearing
        fields = [
            "on", "direction", "about", "concern", "status", "state", "changed_by", "reason", "reason_zh_hans",
            "note", "note_zh_hans",
        ]  # fmt: skip
        cell = ["on", "direction", "about"]


class SettingSerializer(BearingSerializer):
    """A bearing by which a status or state was set."""

    class Meta(BearingSerializer.Meta):
        cell = ["on", "status"]

    def cell_status(self, place: DocumentPlace) -> Combinable:
        """Its status or, of an ambiguity, its state."""
        return Coalesce(NullIf(place.at("status"), Value("")), place.at("state"))


class AssessmentSerializer(OnRecordSerializer):
    """How we see a measure or an ambiguity."""

    entry = KeyField()
    rests_on = TextsField(help_text="Keys of earlier entries and of sources.")

    class Meta:
        model = Assessment
        fields = ["entry", "on", "about", *ASSESSMENT_VALUES, "rests_on"]
        extra_kwargs = {"level": {"help_text": LEVEL}, "written_on": {"help_text": WRITTEN_ON}}
        cell = ["on", "about", "level"]

    def cell_level(self, place: DocumentPlace) -> Combinable:
        """The level, or that nothing was found; and when it was written, if that was later."""
        level = Coalesce(Cast(place.at("level"), CharField()), NullIf(place.at("nothing"), Value("")))
        written_on = Concat(Value(COLON), Cast(place.at("written_on"), CharField()))
        is_written_later = Q(**{place.path("written_on__isnull"): False})
        return Case(When(is_written_later, then=Concat(level, written_on)), default=level, output_field=CharField())

    def sql_rests_on(self, place: DocumentPlace) -> Combinable:
        seen = Ground.objects.filter(place.top.seen("entry") | place.top.seen_source("citation__evidence"))
        key = Coalesce("entry__key", "citation__evidence__key")
        return ArraySubquery(seen.filter(assessment=OuterRef(place.path("pk"))).order_by(key).values_list(key))

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Assessment]:
        return super().rows(audience).filter(whose=None)


class RecordedViewSerializer(OnRecordSerializer):
    """What an earlier version recorded as the assessment of a party; it is in no list of statements."""

    whose = serializers.CharField(source="whose_id", help_text="Code of a party.")

    class Meta:
        model = Assessment
        fields = ["on", "about", "text", "text_zh_hans", *OF_RECORDED]
        cell = ["whose", "on", "about"]

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Assessment]:
        return super().rows(audience).exclude(whose=None)


class DissentSerializer(OnRecordSerializer):
    """How a member of the team sees a measure or an ambiguity otherwise than our assessment."""

    class Meta:
        model = Dissent
        fields = ["on", "about", "level", "nothing", "direction", "confidence", "text", "text_zh_hans"]
        extra_kwargs = {"level": {"help_text": LEVEL}}
        cell = ["on", "about", "level"]

    def cell_level(self, place: DocumentPlace) -> Combinable:
        """The level, or that nothing was found."""
        return Coalesce(Cast(place.at("level"), CharField()), place.at("nothing"))


class MarkSerializer(RecordSerializer):
    """A mark of a milestone: met, not met or undone."""

    hidden_with = ("milestone__measure",)

    milestone = KeyField()
    party = serializers.CharField(source="party_id", allow_null=True)

    class Meta:
        model = MilestoneMark
        fields = ["milestone", "party", "state"]
        cell = ["milestone", "state", "party"]


class CitationSerializer(RecordSerializer):
    """A source that an entry cites; if it is kept of a redacted entry for others, it is not shown with that entry."""

    hidden_with = ("evidence",)

    key = serializers.CharField(source="evidence.key")
    title = serializers.CharField(source="evidence.title")
    title_zh_hans = serializers.CharField(source="evidence.title_zh_hans")
    original_title_language = serializers.CharField(source="evidence.original_title_language")
    publisher = serializers.CharField(source="evidence.publisher")
    publisher_zh_hans = serializers.CharField(source="evidence.publisher_zh_hans")
    published = PartialDateOutputField(source="evidence.published", read_only=True, allow_null=True)
    grade = serializers.ChoiceField(Grade.choices, source="evidence.grade")
    credibility = serializers.ChoiceField(Credibility.choices, source="evidence.credibility")
    url = serializers.CharField(source="evidence.url")
    is_read_as_copy = serializers.BooleanField(source="evidence.read_as_copy")
    is_redacted = serializers.BooleanField(source="evidence.is_redacted")

    class Meta:
        model = Citation
        fields = [
            "key", "title", "title_zh_hans", "original_title_language", "publisher", "publisher_zh_hans", "published",
            "grade", "credibility", "url", "is_read_as_copy", "passage", "is_redacted",
        ]  # fmt: skip
        cell = ["key"]

    def sql_url(self, place: DocumentPlace) -> Combinable:
        return opened_address(place.below("evidence"))

    def sql_is_redacted(self, place: DocumentPlace) -> Combinable:
        return holds(Q(**{place.path("evidence__redaction__isnull"): False}))

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[Citation]:
        return super().rows(audience).filter(entry__redaction=None)


class JournalEntrySerializer(RecordSerializer):
    """What an entry of any kind shows: of which report it is, who wrote it, what it corrects, and whether it counts."""

    report = KeyField("slug")
    author_name = PersonField()
    author_role = PersonRoleField("author_name")
    corrects = SeenKeyField()
    correction = serializers.CharField(read_only=True, allow_null=True)
    is_baseline = serializers.BooleanField(source="baseline", read_only=True)
    is_redacted = serializers.BooleanField()
    redaction = RedactionSerializer(allow_null=True)
    html_url = PageField("entry")

    class Meta:
        abstract = True
        model = Entry

    def sql_correction(self, place: DocumentPlace) -> Combinable:
        is_recorded = Q(**{place.path("correction.recorded_at__lte"): place.known_at})
        return only_if(is_recorded & place.seen("correction"), place.at("correction.key"))

    def sql_is_redacted(self, place: DocumentPlace) -> Combinable:
        return holds(Q(**{place.path("redaction__isnull"): False}))


def is_a_development(place: DocumentPlace) -> Q:
    """The condition that an entry is a development with its content."""
    return Q(**{place.path("kind"): EntryKind.DEVELOPMENT, place.path("redaction__isnull"): True})


class EntrySerializer(JournalEntrySerializer):
    """One entry; a corrected one no longer counts, a redacted one has no content."""

    responds_to = SeenKeyField()
    of = SeenKeyField(help_text="Key of the development whose texts it compares.")
    rests_on = TextsField(help_text="Keys of the entries that a summary rests on.")
    is_unreviewed = serializers.BooleanField(
        read_only=True,
        help_text="Reported, not reviewed: a person logged it, and nobody else has accepted one of its sources.",
    )
    bears_on = BearingSerializer(source="bearings", many=True)
    assessments = AssessmentSerializer(many=True)
    recorded_views = RecordedViewSerializer(source="assessments", many=True)
    statements = StatementSerializer(many=True)
    sources = CitationSerializer(source="citations", many=True)
    milestones = MarkSerializer(source="marks", many=True)
    dissents = DissentSerializer(many=True)
    agreed_by = PersonField(
        source="agreement.agreed_by_name", help_text="Name of the second member who agreed to its assessment."
    )
    agreed_by_role = PersonRoleField("agreement__agreed_by_name")
    seal = HashField()
    commitment = HashField()

    class Meta:
        model = Entry
        fields = [
            "key", "report", "kind", "occurred", "counts_from", "recorded_at", "title", "title_zh_hans", "narrative",
            "narrative_zh_hans", "language", "track", "claim", "is_baseline", "author_name", "author_role", "agreed_by",
            "agreed_by_role", "responds_to", "of", "written_on", "rests_on", "is_unreviewed", "corrects",
            "correction", "is_redacted", "redaction", "bears_on", "assessments", "statements", "recorded_views",
            "dissents", "sources", "milestones", "marking", "sequence", "commitment", "seal", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            Entry,
            [
                "key", "report", "kind", "occurred", "counts_from", "recorded_at", "title", "title_zh_hans",
                "narrative", "narrative_zh_hans", "language", "track", "claim", "account", "account_parties",
                "is_baseline", "bears_on", "sets", "assessments", "statements", "dissents", "milestones", "sources",
                "author_name", "agreed_by", "responds_to", "of", "written_on", "rests_on", "is_unreviewed", "corrects",
                "correction", "is_redacted", "marking", "sequence", "commitment", "seal",
            ],
            title_zh_hans=_("Headline in Chinese"),
            account=_("By whose account"),
            is_baseline=label_in_model(Entry, "baseline"),
            account_parties=_("Parties whose texts say it"),
            bears_on=_("Affects: what, direction, about whose actions"),
            sets=_("Changes: what, new status or state"),
            assessments=_("Our assessments: on what, about whose actions, level, day written if later"),
            statements=_("Statements: key, speaker"),
            dissents=_("Dissent: on what, about whose actions, level"),
            milestones=_("Milestones: which, state, party"),
            sources=_("Sources"),
            agreed_by=_("Agreed by"),
            responds_to=_("Responds to"),
            rests_on=_("Rests on"),
            is_unreviewed=_("Reported, not reviewed"),
            correction=_("Corrected by"),
            sequence=_("Place in its chain"),
            commitment=_("Commitment"),
            seal=_("Seal"),
        )  # fmt: skip
        read_first = ["occurred", "title", "narrative", "claim", "account", "bears_on", "sources"]
        sheet = _("Journal")
        labels = {"account": dict(AccountKind.choices)}

    def cell_account(self, place: DocumentPlace) -> Combinable:
        """By whose account a development is known."""
        kind = account_kind(place.audience, counting_entries(place), path=place.prefix)
        return only_if(is_a_development(place), kind)

    def cell_account_parties(self, place: DocumentPlace) -> Combinable:
        parties = account_parties(place.audience, counting_entries(place), path=place.prefix)
        return only_if(is_a_development(place), parties)

    def cell_sets(self, place: DocumentPlace) -> Combinable:
        """What an entry changes: the bearings with a new status or state."""
        bearings: Any = SettingSerializer(many=True)
        changing = SettingSerializer.rows(place.audience).exclude(status="", state="")
        return bearings.in_cells(changing.filter(entry=OuterRef(place.path("pk"))).order_by("pk"), place)  # type: ignore[no-any-return]

    def sql_rests_on(self, place: DocumentPlace) -> Combinable:
        seen = RelatedDevelopment.objects.filter(place.top.seen("development"))
        of_summary = seen.filter(entry=OuterRef(place.path("pk")), entry__kind=EntryKind.SUMMARY)
        return ArraySubquery(of_summary.order_by("development__key").values_list("development__key"))

    def sql_is_unreviewed(self, place: DocumentPlace) -> Combinable:
        unreviewed = is_unreviewed(place.audience, path=place.prefix, known_at=place.known_at)
        return holds(Q(unreviewed) & Q(**{place.path("redaction__isnull"): True}))
