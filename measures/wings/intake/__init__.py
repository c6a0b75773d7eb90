"""What comes in: feeds that are read, candidates until somebody decides, copies of what sources say.

1. *Plan*: the tick makes a row for each feed that is due (`feed_reading.py`).
2. *Fetch* (`fetching.py`, for rows of any kind; `web.py` is the one way out): a worker claims a row and its host, and
   counts the attempt. The request is made in no transaction.
3. *Read* (`extraction.py`, in a process of its own): the items of a feed, the links or the text of a page.
4. *Keep*: in one transaction the row ends and what is new becomes candidates (`items.py`), ranked by what the report
   and its record say and put below the oldest with nearly the same title (`ranking.py`). If another worker has claimed
   the row meanwhile, nothing is kept. A person decides the rest (`operations.py`).

The addresses of sources go the same way (`captures.py`): the first reading is kept as a copy, a WARC with the text
beside it, and sealed in the chain of its source's reviews; those of later weeks are compared with it.

A candidate is compared with each measure, ambiguity and subject by the words that both have: stems in English, pairs of
characters in Chinese. A measure is known by its own words, those of the developments that bear on it, and the titles of
their sources, as far as the team reads them; a subject also by the words looked for. `words.py` computes them once a
day for each report. `ranking.sql` scores a candidate by what it is most like (Okapi BM25 with its usual constants),
where a word counts by how rare it is in the candidates of the same language, whatever the feed. No list of words is
kept by hand. Titles that have four words of five in common are the same news for 60 days.
"""
