"""What people fill in: the questionnaire model, the response form and the reviewers forms."""
