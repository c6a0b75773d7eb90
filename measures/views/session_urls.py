"""The addresses of dialogue sessions and of their circles; below `/sessions/` nothing is written of who asked."""

from django.urls import path

from measures.views import circles, follow_ups, session_agenda, session_notes, session_page, sessions

urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.plan, name="plan_session"),
    path("sessions/circles/new/", circles.new_circle, name="make_circle"),
    path("sessions/circles/<str:key>/", circles.circle, name="circle"),
    path("sessions/circles/<str:key>/name/", circles.rename_circle_page, name="rename_circle"),
    path("sessions/circles/<str:key>/leave-out/", circles.leave_out, name="leave_out_of_circle"),
    path("sessions/follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path("sessions/follow-ups/<str:key>/", follow_ups.change_follow_up, name="change_follow_up"),
    path("sessions/words/<str:key>/take-out/", follow_ups.take_back, name="take_back_words"),
    path("sessions/notes/<str:key>/show/", session_notes.show, name="show_note"),
    path("sessions/notes/<str:key>/lines/", session_notes.new_line, name="add_line"),
    path("sessions/notes/<str:key>/clear/", session_notes.clear, name="clear_note"),
    path("sessions/notes/<str:key>/finish/", session_notes.finish, name="finish_note"),
    path("sessions/notes/<str:key>/redact/", session_notes.redact_note_page, name="redact_note"),
    path("sessions/lines/<int:line>/", session_notes.amend, name="amend_line"),
    path("sessions/<str:key>/", session_page.session, name="session"),
    path("sessions/<str:key>/agenda/", session_agenda.session_agenda, name="session_agenda"),
    path("sessions/<str:key>/agenda/edit/", session_agenda.edit_agenda, name="edit_agenda"),
    path("sessions/<str:key>/edit/", sessions.edit_session, name="revise_session"),
    path("sessions/<str:key>/rule/", sessions.make_stricter, name="set_session_rule"),
    path("sessions/<str:key>/hold/", sessions.hold, name="hold_session"),
    path("sessions/<str:key>/close/", sessions.close, name="close_session"),
    path("sessions/<str:key>/cancel/", sessions.cancel, name="cancel_session"),
    path("sessions/<str:key>/notes/<str:side>/", session_notes.write, name="write_note"),
    path("sessions/<str:key>/words/", follow_ups.new_agreed_words, name="agree_words"),
    path("sessions/<str:key>/follow-ups/", follow_ups.new_follow_up, name="add_follow_up"),
]
