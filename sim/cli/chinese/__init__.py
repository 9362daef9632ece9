"""What is shown in Chinese: a book of phrases, keyed by the English that stands in the code, and names by titles.

Sentences stay where they are made, in English; they are put into Chinese at the edge, where something is printed.
"""
