"""The kiosk: a tablet at a counter that fetches its forms ahead and keeps its answers without a network.

Its page is one script; what it sends goes the way of every other form (`survey.citizen.form`).
"""
