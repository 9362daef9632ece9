"""The slow twin: everything between an event log and the tables once more, record by record, in plain Python.

Written from what the program's docstrings say, not from its code, and without any of its arrays: loops over records,
minutes by the calendars' own public functions, days by their dates. `test_twin.py` holds the tables of both against
one another. Who changes what a number means changes it in both; who only makes the program faster changes nothing here.
"""
