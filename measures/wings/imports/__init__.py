"""Imports: tables of measures and what they say, read, asked about, written and undone.

`jobs.py` has what people do with a table: `receive` judges the file, finds out how it may be read, notes the import,
has it looked at, and keeps the bytes last; others change its mapping and settle its conflicts. `look.py` is the look,
`write.py` the writing, `worker.py` what runs in the background. Both read, plan and note each row.

1. *Read* (`sheets/`, `survey.py`, `mapping.py`): a file of any kind becomes rows with named columns. It is parsed once,
   into a spool on disk from which its rows are read again. `ReadOptions` hold what was chosen; the rest is detected,
   and what the file leaves open is a `SheetError` at its option. A `Mapping` is read from the import once, changed by
   `with_changes` and handed on; `complete` guesses what it leaves open from the `Survey`.
2. *Plan* (`rows.py`, `names.py`, `plan.py`): `parse_row` makes an `ImportRow` with fields or problems; `Plan` compares
   it with the present measure and with what the last import of it wrote, and adds the outcome, the present values that
   differ, and the conflicts. This row is stored, shown and written.
3. *Write* (`note_rows`): the look notes each row only. `write_import` takes all locks first (`lock_for_writing`), plans
   anew by what is here then, and writes all of it or nothing (`write_rows`, and at the end `finish_import`).

`undoing.py` undoes an import with the parties and the report that it brought, and corrects the entries that it logged;
what cannot be deleted since the journal names it is archived.
"""
