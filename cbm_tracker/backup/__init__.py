"""Backups of everything: the rows of all tables at one moment and the stored files that they name, in one ZIP file.

Rows are copied out and in by COPY, so neither side needs the tools of a PostgreSQL of the same version; the tables
themselves are made anew by the migrations that the backup names.
"""
