"""The report that is handed up: one frozen object, and PDF, DOCX, XLSX and CSV that only render it."""
