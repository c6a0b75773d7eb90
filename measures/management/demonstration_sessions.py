"""Two invented dialogue sessions of the fictional report: one held under the Chatham House Rule, and the next."""

from datetime import date

from measures.models import Circle, DialogueSession, NoteKind, NotePart, PartialDate, Report, User
from measures.operations.circles import make_circle, name_in_circle
from measures.operations.session_notes import NoteLineDraft, finish_note, show_note, write_note
from measures.operations.sessions import (
    AgendaItemDraft,
    FollowUpDraft,
    SessionDraft,
    add_follow_up,
    finish_follow_up,
    hold_session,
    plan_session,
    set_agenda,
)

REPORT, NORTH, SOUTH = "two-shores", "NORTHSHORE", "SOUTHSHORE"
COUNTRY, COUNTRY_IN_CHINESE = "A third island (invented)", "第三岛（虚构）"
HELD_BY, SHOWN_ON, FINAL_ON, ANSWERED_ON = date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 20), date(2026, 10, 26)
AGENDA = [
    AgendaItemDraft(
        question="What would each shore need to know to tell a signal for fog from one for an exercise?",
        question_zh_hans="双方各需要了解什么，才能分辨雾号与演习信号？",
        on="two-shores-S1",
    ),
    AgendaItemDraft(
        question="When is a sailing at night ordinary, and how would the other shore learn of it beforehand?",
        question_zh_hans="什么样的夜航属于平常，对岸如何事先得知？",
        on="two-shores-N1",
        asks_more_of=NORTH,
    ),
]
# What each side's organisers noted of each item: where they differ, neither is the record.
NOTES = {
    NORTH: [
        (0, NotePart.POINTS_RAISED, "A long blast on a clear day is read as the beginning of an exercise.",
         "晴天的一声长鸣会被看作演习开始。"),
        (0, NotePart.CAME_CLOSER, "A list of intervals, kept for good, would answer most questions.",
         "长期公布鸣放间隔表，可以回答大部分问题。"),
        (0, NotePart.DIFFERED, "Whether an exercise has to be announced if no ferry is delayed by it.",
         "若不延误渡轮，演习是否仍须事先公布。"),
        (1, NotePart.POINTS_RAISED, "Sailings at night follow the tide and nothing else.", "夜航只随潮汐而定。"),
        (1, NotePart.TO_TAKE_HOME, "Whether a notice on the evening before is possible.", "能否在前一晚发出通知。"),
    ],
    SOUTH: [
        (0, NotePart.POINTS_RAISED, "Signals follow the weather, and an exercise is announced on its morning.",
         "信号随天气而定，演习在当天早晨公布。"),
        (0, NotePart.CAME_CLOSER, "A list of intervals could be tried for one winter.", "鸣放间隔表可以试行一个冬天。"),
        (0, NotePart.DIFFERED, "Whether such a list may be called an undertaking.", "这样的间隔表能否称为承诺。"),
        (1, NotePart.IDEAS, "A lamp at the pier on evenings before a sailing at night.", "夜航前一晚在码头点一盏灯。"),
    ],
}  # fmt: skip


def create_sessions(organiser: User, *members: User) -> None:
    """A circle of the fictional report, a session that it held, and the next one, which begins with what is open."""
    circle = make_circle(Report.objects.get(slug=REPORT), name="Harbour talks", name_zh_hans="港务对话", by=organiser)
    for member in members:
        name_in_circle(circle, user=member, by=organiser)
    held = held_session(circle, organiser)
    open_one = add_follow_up(
        held,
        FollowUpDraft(
            text="Bring together the intervals that both harbour offices use now.",
            text_zh_hans="汇总两港务处目前使用的鸣放间隔。",
            owner="organisers",
            item=held.items.all()[0].pk,
            due_on=date(2026, 12, 15),
        ),
        by=organiser,
    )
    done = FollowUpDraft(
        text="Send both harbour offices an empty list of intervals.",
        text_zh_hans="向两港务处各送一份空白间隔表。",
        owner="outside",
    )
    finish_follow_up(add_follow_up(held, done, by=organiser), on=ANSWERED_ON, by=organiser)
    following = plan_session(
        circle,
        SessionDraft(
            title="Fog signals: one winter’s trial",
            title_zh_hans="雾号：一个冬天的试行",
            month=PartialDate(2027, 2),
            country=COUNTRY,
            country_zh_hans=COUNTRY_IN_CHINESE,
            track="semi_official",
            rule="sides_may_be_named",
            subjects=["two-shores-fog-signals"],
        ),
        by=organiser,
    )
    first = AgendaItemDraft(
        question="Which of the intervals in use now could both harbour offices keep?",
        question_zh_hans="目前使用的间隔中，哪些是两港务处都能保持的？",
        on="two-shores-S1",
        from_follow_up=open_one.key,
    )
    set_agenda(following, [first], by=organiser)


def held_session(circle: Circle, organiser: User) -> DialogueSession:
    """A session with a note of each side: the one is final, the other shown to the circle."""
    session = plan_session(
        circle,
        SessionDraft(
            title="Fog signals and sailings at night",
            title_zh_hans="雾号与夜航",
            month=PartialDate(2026, 9),
            country=COUNTRY,
            country_zh_hans=COUNTRY_IN_CHINESE,
            track="semi_official",
            rule="chatham_house",
            subjects=["two-shores-fog-signals", "two-shores-night-sailings"],
        ),
        by=organiser,
    )
    items = set_agenda(session, AGENDA, by=organiser)
    session = hold_session(session, on=HELD_BY, by=organiser)
    for side, lines in NOTES.items():
        drafts = [
            NoteLineDraft(item=items[index].pk, part=part, text=text, text_zh_hans=chinese)
            for index, part, text, chinese in lines
        ]
        note = write_note(session, drafts, kind=NoteKind.SIDE_NOTE, of_side=side, by=organiser)
        show_note(note, on=SHOWN_ON, by=organiser)
        if side == NORTH:
            finish_note(note, on=FINAL_ON, by=organiser)
    return session
