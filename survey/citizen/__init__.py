"""The citizen's path: scan, form, store, receipt."""
