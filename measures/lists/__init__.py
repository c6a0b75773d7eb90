"""What each noun shows in a list, declared once: answers of the API and files are made of it by the database."""
