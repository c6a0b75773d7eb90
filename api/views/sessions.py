"""Dialogue sessions: planning, holding and closing them, their agendas, agreed words and follow-ups.

What is read here depends on one's circles, not on an audience alone; whoever may not read a session gets a 404.
"""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.sessions import (
    AgendaItemDraftSerializer,
    AgendaItemSerializer,
    AgreedWordsDraftSerializer,
    AgreedWordsSerializer,
    FollowUpDoneSerializer,
    FollowUpDraftSerializer,
    SessionDraftSerializer,
    SessionRevisionSerializer,
    SessionRuleSerializer,
    SessionStateSerializer,
)
from api.views.common import IF_MATCH, RecordView
from api.views.lists import RecordDetail, RecordList
from measures import access
from measures.lists.sessions import FollowUpSerializer, SessionSerializer
from measures.models import AgreedWords, Circle, DialogueSession, FollowUp, SessionState
from measures.models.sessions import BY_DUE, BY_MONTH, FollowUpQuerySet
from measures.operations.sessions import (
    AgendaItemDraft,
    AgreedWordsDraft,
    FollowUpDraft,
    SessionDraft,
    add_follow_up,
    agree_words,
    cancel_session,
    close_session,
    drop_follow_up,
    finish_follow_up,
    hold_session,
    plan_session,
    revise_session,
    set_agenda,
    set_rule,
    take_back_words,
)
from measures.publishing.session_filters import FollowUpFilters, SessionFilters


class SessionList(RecordList):
    """The sessions that you may read, the latest first: those of your circles, and public ones."""

    serializer_class = SessionSerializer
    filterset_class = SessionFilters
    orderings = {"month": BY_MONTH, "key": ("key",)}
    ordering = "-month"
    acts = {"POST": "organise_session"}

    def get_queryset(self) -> QuerySet[DialogueSession]:
        return access.sessions_for(self.request.user)

    @extend_schema(request=SessionDraftSerializer, responses={201: SessionSerializer})
    def post(self, request: Request) -> Response:
        """Plan a session for a circle of which you organise the sessions."""
        values = dict(self.body(SessionDraftSerializer).validated_data)
        circles: QuerySet[Circle] = access.circles_of(request.user).select_related("report")
        circle = self.named(circles, "circle", key=values.pop("circle"))
        session = plan_session(circle, SessionDraft(**values), by=self.writer)
        return self.created_response(SessionSerializer, session, at=reverse("api-session", args=[session.key]))


class OfSession(RecordView):
    """What is done with one session."""

    def acted_on(self) -> DialogueSession:
        sessions = access.sessions_for(self.request.user).select_related("report", "circle")
        return self.find(sessions, key=self.kwargs["key"])


class OneSession(OfSession, RecordDetail):
    """An endpoint that shows one session."""

    serializer_class = SessionSerializer

    def get_queryset(self) -> QuerySet[DialogueSession]:
        return access.sessions_for(self.request.user)


class SessionDetail(OneSession):
    """One session; its ETag names its version."""

    acts = {"PATCH": "organise_session"}

    @extend_schema(request=SessionRevisionSerializer, responses=SessionSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change what a session that is not over says of itself."""
        row, changes = self.acted_on(), self.changes(SessionRevisionSerializer)
        revise_session(row, changes=changes, version=self.version_of(row), by=self.writer)
        return self.shown()


class SessionRule(OneSession):
    """The rule of attribution of a session."""

    http_method_names = ["put", "options"]
    acts = {"PUT": "organise_session"}

    @extend_schema(request=SessionRuleSerializer, responses=SessionSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it stricter, at any time; never looser."""
        row, rule = self.acted_on(), self.changes(SessionRuleSerializer)["rule"]
        set_rule(row, rule=rule, version=self.version_of(row), by=self.writer)
        return self.shown()


class SessionStateView(OneSession):
    """How far a session has come."""

    http_method_names = ["put", "options"]
    acts = {"PUT": "organise_session"}

    @extend_schema(request=SessionStateSerializer, responses=SessionSerializer, parameters=[IF_MATCH])
    def put(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say that it took place, that it does not, or that it is closed."""
        row, state = self.acted_on(), self.changes(SessionStateSerializer)["state"]
        version = self.version_of(row)
        match state:
            case SessionState.HELD:
                hold_session(row, on=self.writers_today, version=version, by=self.writer)
            case SessionState.CLOSED:
                close_session(row, version=version, by=self.writer)
            case _:
                cancel_session(row, version=version, by=self.writer)
        return self.shown()


class SessionAgenda(OfSession):
    """The agenda of a session, as it is circulated."""

    serializer_class = AgendaItemSerializer
    acts = {"PUT": "organise_session"}

    @extend_schema(responses=AgendaItemSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Its items in their order."""
        items = self.acted_on().items.select_related("session", "ambiguity", "subject")
        return Response(self.get_serializer(items, many=True).data)

    @extend_schema(
        request=AgendaItemDraftSerializer(many=True),
        responses=AgendaItemSerializer(many=True),
        parameters=[IF_MATCH],
    )
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Give it this whole agenda, by the version of the session; other items go."""
        row, drafts = self.acted_on(), [AgendaItemDraft(**each) for each in self.rows(AgendaItemDraftSerializer)]
        set_agenda(row, drafts, version=self.version_of(row), by=self.writer)
        return self.get(request, *args, **kwargs)


class SessionWords(OfSession):
    """Words that were agreed on at a session."""

    serializer_class = AgreedWordsSerializer
    acts = {"POST": "organise_session"}

    @extend_schema(operation_id="sessions_words_list", responses=AgreedWordsSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All of them, in both languages."""
        return Response(self.get_serializer(self.acted_on().agreed_words.all(), many=True).data)

    @extend_schema(request=AgreedWordsDraftSerializer, responses={201: AgreedWordsSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record words that were agreed on."""
        draft = AgreedWordsDraft(**self.body(AgreedWordsDraftSerializer).validated_data)
        return self.created_response(AgreedWordsSerializer, agree_words(self.acted_on(), draft, by=self.writer))


class BelowSession(RecordView):
    """What is done with one row of a session, which is named by its own key or number."""

    model: type[Any]
    by = "key"

    @property
    def row(self) -> Any:
        sessions = access.sessions_for(self.request.user).values("pk")
        rows = self.model._default_manager.filter(session__in=sessions).select_related("session__report")
        return self.find(rows, **{self.by: self.kwargs[self.by]})

    def acted_on(self) -> DialogueSession:
        session: DialogueSession = self.row.session
        return session


class AgreedWordsDetail(BelowSession):
    """Some agreed words."""

    model = AgreedWords
    serializer_class = AgreedWordsSerializer
    acts = {"PUT": "organise_session", "DELETE": "organise_session"}

    @extend_schema(request=AgreedWordsDraftSerializer, responses=AgreedWordsSerializer)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Put other words in their place, while the session is not closed."""
        words, draft = self.row, AgreedWordsDraft(**self.changes(AgreedWordsDraftSerializer))
        return Response(AgreedWordsSerializer(agree_words(words.session, draft, words=words, by=self.writer)).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Take them out again."""
        take_back_words(self.row, by=self.writer)


class SessionFollowUps(OfSession):
    """What is to be done after a session."""

    serializer_class = FollowUpSerializer
    acts = {"POST": "organise_session"}

    @extend_schema(operation_id="sessions_follow_ups_of_one_list", responses=FollowUpSerializer(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those of one session, the next one due first, for its circle."""
        rows = self.acted_on().follow_ups.filter(session__circle__in=access.circles_of(request.user))
        return Response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=FollowUpDraftSerializer, responses={201: FollowUpSerializer})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note what is to be done."""
        draft = FollowUpDraft(**self.body(FollowUpDraftSerializer).validated_data)
        return self.created_response(FollowUpSerializer, add_follow_up(self.acted_on(), draft, by=self.writer))


class FollowUpList(RecordList):
    """The follow-ups of all sessions that you organise, done ones too, the next one due first."""

    serializer_class = FollowUpSerializer
    filterset_class = FollowUpFilters
    orderings = {"due": BY_DUE, "key": ("key",)}
    acts = {"GET": "organise_session"}

    def get_queryset(self) -> FollowUpQuerySet:
        return access.follow_ups_for(self.request.user).with_due_order()


class FollowUpDetail(BelowSession):
    """One follow-up."""

    model = FollowUp
    serializer_class = FollowUpSerializer
    acts = {"PUT": "organise_session", "DELETE": "organise_session"}

    @extend_schema(request=FollowUpDoneSerializer, responses=FollowUpSerializer)
    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say when it was done, or open it again."""
        row = finish_follow_up(self.row, on=self.changes(FollowUpDoneSerializer)["done_on"], by=self.writer)
        return Response(self.get_serializer(row).data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Take it out again."""
        drop_follow_up(self.row, by=self.writer)
