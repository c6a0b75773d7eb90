"""Digests: who is due one, what it says, and how it goes out once; other mails go out the same way.

`plan.py` claims a row per person and due day. `compose.py` writes the mails of a whole chunk: `recipients.py` reads who
gets them, what they follow and what they may do; `contents.py` chooses the sections that each gets; a section
(`reminders.py`, `notices.py`, `news.py`, `team.py`, and those that other wings bring) says which rows it counts and
what it writes of each; `messages.py` makes the mail. What all who may read the same are told from is read once
(`shared.py`). `outbox.py` stores the bytes on the row before it sends them.
"""
