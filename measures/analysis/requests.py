"""Requests and replies on record: what was asked of a named party, and what answered it in public."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Unpack

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from measures.analysis.searches import SearchedTexts
from measures.analysis.statements import office_and_holder
from measures.models import (
    Addressed,
    Audience,
    Entry,
    Party,
    ReadoutText,
    ReferenceBasis,
    ReferenceKind,
    Report,
    Statement,
    StatementAct,
    StatementPlace,
    StatementReference,
    StatementVoice,
    Subject,
    Words,
)
from measures.models.records import Days
from measures.models.statements import REQUESTS, StatementQuerySet

# What more parties than these ask together, or what is put to more than these, is among several states.
FEW = 2
# How many of a party's words on the subject stand beside a request.
BESIDE = 3
# What words do that answer; a reply that does none of it answers by the manner in which it refers to the request.
ANSWERING_ACTS = (StatementAct.ACCEPTS_IN_PART, StatementAct.ACCEPTS, StatementAct.DECLINES)


class ReplyKind(TextChoices):
    """How a request was answered."""

    ACCEPTS = "accepts", pgettext_lazy("reply", "Accepts")
    ACCEPTS_IN_PART = "accepts_in_part", pgettext_lazy("reply", "Accepts in part")
    DECLINES = "declines", pgettext_lazy("reply", "Declines")
    WORDS = "words", pgettext_lazy("reply", "In words")
    DEED = "deed", pgettext_lazy("reply", "By deed")
    JOINT_TEXT = "joint_text", pgettext_lazy("reply", "In a joint text")
    OWN_TEXT = "own_text", pgettext_lazy("reply", "In the text of the side that asked")
    SIMILAR_FORM = "similar_form", pgettext_lazy("reply", "Uses a similar form of words")


@dataclass(frozen=True, slots=True)
class Reply:
    """A statement that answers a request, how, and whether the text says so or we file it so."""

    statement: Statement
    kind: ReplyKind
    basis: ReferenceBasis


@dataclass(frozen=True, slots=True)
class EarlierGovernment:
    """Who held an office of a party when a request was made, and holds it no longer."""

    party: str
    words: Words


@dataclass(frozen=True, slots=True)
class AddresseeWords:
    """What a party that has not answered says on the subject: after the request, or else before; where we looked."""

    party: Party
    later: Sequence[Statement]
    earlier: Sequence[Statement]
    # Nothing where the record does not say what was searched of it.
    searched: SearchedTexts | None
    # Of what is put among several states nobody is said not to have answered.
    is_looked_for: bool

    @property
    def not_found(self) -> str:
        """Where no answer was found: the series, and to which day; or that nothing was searched from that day on."""
        party: Words = self.party.words("name")
        texts = _("; ").join(self.searched.parts) if self.searched else ""
        if not texts:
            words = _("No public answer on record (%(party)s: texts from that day on were not searched).")
            return words % {"party": party}
        return _("No public answer found in the texts searched (%(party)s: %(texts)s).") % {
            "party": party,
            "texts": texts,
        }


@dataclass(frozen=True, slots=True)
class RequestOnRecord:
    """A request with what answered it, and what those that have not answered say on its subject."""

    statement: Statement
    earlier: Sequence[Statement]
    replies: Sequence[Reply]
    addressees: Sequence[AddresseeWords]
    # By the key of the request, and of each that was put earlier.
    governments: Mapping[str, Sequence[EarlierGovernment]]


@dataclass(frozen=True, slots=True)
class SubjectRequests:
    """The requests on a subject, newest first; those that are filed under none stand under None."""

    subject: Subject | None
    requests: Sequence[RequestOnRecord]


@dataclass(frozen=True, slots=True)
class RequestsReading:
    """The requests of a report by subject, and what was put among several states."""

    subjects: Sequence[SubjectRequests]
    among_several: Sequence[Statement]

    def only(self, keys: Collection[str]) -> "RequestsReading":
        """The requests with these keys."""
        subjects = [
            SubjectRequests(each.subject, [row for row in each.requests if row.statement.key in keys])
            for each in self.subjects
        ]
        among_several = [each for each in self.among_several if each.key in keys]
        return RequestsReading([each for each in subjects if each.requests], among_several)

    @property
    def requests(self) -> Iterator[RequestOnRecord]:
        for each in self.subjects:
            yield from each.requests

    @property
    def statements(self) -> Iterator[Statement]:
        """All that are shown, for what has to be read of them at once; one may come twice."""
        yield from self.among_several
        for request in self.requests:
            yield request.statement
            yield from request.earlier
            yield from (reply.statement for reply in request.replies)
            for each in request.addressees:
                yield from (*each.later, *each.earlier)


@dataclass(frozen=True, slots=True)
class Term:
    """From which to which day somebody is on record as the holder of an office."""

    holder: str
    words: Words
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the rows are made of."""

    sides: Sequence[Party]
    searched: Mapping[str, SearchedTexts]
    replies: Mapping[str, Sequence[Reply]]
    # By party, and by office, who held it, in order of time.
    terms: Mapping[str, Sequence[Sequence[Term]]]
    # By the primary key of a subject, what the sides say on it, newest first.
    on_subject: Mapping[int, Sequence[Statement]] = field(default_factory=dict)


def requests_on_record(
    report: Report,
    sides: Sequence[Party],
    searched: Iterable[SearchedTexts],
    audience: Audience,
    **days: Unpack[Days],
) -> RequestsReading:
    """What was asked of parties of a report as of a day, and what answered it, of what the audience may read."""
    said: StatementQuerySet = Statement.objects.filter(entry__report=report)
    said = said.counting(audience, **days).of_the_side().exclude(voice=StatementVoice.OTHER)
    asked = list(said.filter(acts__overlap=list(REQUESTS)).for_reading().newest_first())
    beside = list(statements_beside(said, asked, sides).for_reading().newest_first())
    ledger = Ledger(
        sides,
        {each.party.code: each for each in searched},
        replies_by_request(asked, beside),
        terms_of_parties(report, audience, **days),
        by_subject(beside),
    )
    apart: list[Statement] = []
    with_lines: list[Statement] = []
    for each in asked:
        (apart if stands_apart(each, ledger) else with_lines).append(each)
    rows = request_rows(with_lines, ledger)
    return RequestsReading(grouped(rows), apart)


def statements_beside(
    said: StatementQuerySet, asked: Collection[Statement], sides: Collection[Party]
) -> StatementQuerySet:
    """What may stand beside these requests: what refers to them, and what the sides say on their subjects."""
    references = StatementReference.objects.filter(
        Q(to_statement__in={each.key for each in asked}) | Q(to_entry__in={each.entry.key for each in asked}),
        statement=OuterRef("pk"),
    )
    subjects = {subject.pk for each in asked if (subject := main_subject(each))}
    places = StatementPlace.objects.filter(statement=OuterRef("pk"), subject__in=subjects)
    of_sides = Q(parties__overlap=[side.code for side in sides])
    return said.filter(Q(Exists(references)) | (of_sides & Exists(places)))


def main_subject(statement: Statement) -> Subject | None:
    """The subject under which a statement is filed first: its requests stand there, each once."""
    return next((place.subject for place in statement.places.all() if place.subject), None)


def by_subject(statements: Iterable[Statement]) -> Mapping[int, Sequence[Statement]]:
    found: dict[int, list[Statement]] = defaultdict(list)
    for each in statements:
        for place in each.places.all():
            if place.subject is not None:
                found[place.subject.pk].append(each)
    return found


def named_parties(request: Statement) -> list[str]:
    """The parties to which it is addressed by name."""
    return [code for code in request.to if code not in Addressed.values]


def is_among_several(request: Statement) -> bool:
    return max(len(named_parties(request)), len(request.parties)) > FEW


def addressed_sides(request: Statement, sides: Iterable[Party]) -> list[Party]:
    """The sides of the report of which something is asked."""
    return [side for side in sides if side.code in request.to and side.code not in request.parties]


def stands_apart(request: Statement, ledger: Ledger) -> bool:
    """Whether it has no line for a reply: addressed to no side by name, or among several states without a reply."""
    is_to_a_side = bool(addressed_sides(request, ledger.sides)) and not is_among_several(request)
    return not is_to_a_side and not ledger.replies.get(request.key)


def replies_by_request(asked: Iterable[Statement], beside: Collection[Statement]) -> Mapping[str, Sequence[Reply]]:
    """By the key of a request, what answers it, in the order of time."""
    referring: dict[str, list[Statement]] = defaultdict(list)
    for each in sorted(beside, key=lambda each: (each.said_last, each.key)):
        for row in each.references.all():
            referring[row.to_statement or row.to_entry].append(each)
    replies = {request.key: replies_among(referring, request) for request in asked}
    return {key: found for key, found in replies.items() if found}


def replies_among(referring: Mapping[str, Sequence[Statement]], request: Statement) -> list[Reply]:
    """Those of the statements that refer to a request or to its entry, by the key of that, which answer it."""
    found = dict.fromkeys((*referring.get(request.key, ()), *referring.get(request.entry.key, ())))
    in_order = sorted(found, key=lambda each: (each.said_last, each.key))
    replies = (reply_of(each, request) for each in in_order if each.key != request.key)
    return [reply for reply in replies if reply is not None]


def reply_of(statement: Statement, request: Statement) -> Reply | None:
    """The statement as a reply to a request, if it refers to it as one."""
    is_by_others = set(statement.parties).isdisjoint(request.parties)
    for row in statement.references.all():
        # What refers to the entry of its own side's request answers what others said there.
        if request.key != row.to_statement and not (is_by_others and request.entry.key == row.to_entry):
            continue
        if row.how == ReferenceKind.ANSWERS:
            return Reply(statement, reply_kind(statement, row, request), ReferenceBasis(row.basis))
        if row.how == ReferenceKind.REPEATS and is_by_others:
            return Reply(statement, ReplyKind.SIMILAR_FORM, ReferenceBasis(row.basis))
    return None


def reply_kind(statement: Statement, reference: StatementReference, request: Statement) -> ReplyKind:
    """Words that accept or decline say so; others answer by the manner in which they refer to the request."""
    if set(statement.parties) <= set(request.parties):
        return ReplyKind.OWN_TEXT
    act = next((act for act in ANSWERING_ACTS if act in statement.acts), None)
    return ReplyKind(act or reference.manner)


def request_rows(asked: Sequence[Statement], ledger: Ledger) -> list[RequestOnRecord]:
    """The requests, newest first; one that was put again later stands with the later one, unless it was answered."""
    earlier: dict[str, list[Statement]] = defaultdict(list)
    shown: list[Statement] = []
    on_subject: dict[Subject | None, list[Statement]] = defaultdict(list)
    for request in asked:
        near = on_subject[main_subject(request)]
        later = next((each for each in near if is_put_again(request, each, ledger)), None)
        if later is None:
            shown.append(request)
            near.append(request)
        else:
            earlier[later.key].append(request)
    return [request_row(each, earlier[each.key], ledger) for each in shown]


def is_put_again(request: Statement, later: Statement, ledger: Ledger) -> bool:
    """Whether the same side asked the same side again later, on the same subject, and nothing had answered it."""
    if request.key in ledger.replies or is_among_several(request) or is_among_several(later):
        return False
    return (
        main_subject(request) == main_subject(later) is not None
        and not set(request.parties).isdisjoint({*later.parties} & {side.code for side in ledger.sides})
        and not set(named_parties(request)).isdisjoint(named_parties(later))
    )


def request_row(request: Statement, earlier: Sequence[Statement], ledger: Ledger) -> RequestOnRecord:
    replies = ledger.replies.get(request.key, ())
    answered = {code for reply in replies for code in reply.statement.parties}
    silent = [side for side in addressed_sides(request, ledger.sides) if side.code not in answered]
    return RequestOnRecord(
        request,
        earlier,
        replies,
        [words_of_addressee(side, request, ledger) for side in silent],
        {each.key: earlier_governments(each, ledger) for each in (request, *earlier)},
    )


def words_of_addressee(side: Party, request: Statement, ledger: Ledger) -> AddresseeWords:
    """Its first words on the subject after the request; if there are none, its last ones before."""
    subject = main_subject(request)
    referred = {row.to_statement for row in request.references.all()}
    own = [
        each
        for each in (ledger.on_subject.get(subject.pk, ()) if subject else ())
        if side.code in each.parties and each.key not in {request.key, *referred}
    ]
    later = [each for each in reversed(own) if each.said_last >= request.said_last][:BESIDE]
    searched = ledger.searched.get(side.code)
    return AddresseeWords(
        side,
        later,
        [] if later else [each for each in own if each.said_last < request.said_last][:BESIDE],
        searched and searched.reaching(request.said_last),
        not is_among_several(request),
    )


def earlier_governments(request: Statement, ledger: Ledger) -> list[EarlierGovernment]:
    """Of those who ask and those who are asked, the governments that are on record for that day and have gone since."""
    found = []
    for code in (*request.parties, *named_parties(request)):
        gone = (
            term.words
            for terms in ledger.terms.get(code, ())
            for term in terms
            if term.first <= request.said_last <= term.last and term.holder != terms[-1].holder
        )
        found += [EarlierGovernment(code, words) for words in [next(gone, None)] if words]
    return found


def terms_of_parties(
    report: Report, audience: Audience, **days: Unpack[Days]
) -> Mapping[str, Sequence[Sequence[Term]]]:
    """Who held which office of a party from which to which day, by the texts of its meetings."""
    counting = Entry.objects.filter(report=report).visible_to(audience).counting(**days).order_by().values("pk")
    texts = ReadoutText.objects.filter(entry__in=counting).exclude(administration="").select_related("entry")
    held: dict[str, dict[str, dict[str, list[tuple[date, Words]]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for text in texts:
        day = text.day.last if text.day else text.entry.counts_from
        office, holder = office_and_holder(text.administration)
        held[text.party_id][office][holder].append((day, text.words("administration")))
    return {party: [terms_of_office(holders) for holders in offices.values()] for party, offices in held.items()}


def terms_of_office(holders: Mapping[str, Sequence[tuple[date, Words]]]) -> list[Term]:
    terms = [
        Term(holder, rows[0][1], min(day for day, _ in rows), max(day for day, _ in rows))
        for holder, rows in holders.items()
    ]
    return sorted(terms, key=lambda term: (term.last, term.holder))


def grouped(rows: Iterable[RequestOnRecord]) -> list[SubjectRequests]:
    """By subject, in the order of the report; what is filed under none comes last."""
    found: dict[Subject | None, list[RequestOnRecord]] = defaultdict(list)
    for row in rows:
        found[main_subject(row.statement)].append(row)
    subjects = sorted(filter(None, found), key=lambda subject: (subject.position, subject.pk))
    return [SubjectRequests(each, found[each]) for each in (*subjects, *([None] if None in found else []))]
