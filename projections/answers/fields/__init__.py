"""What is told of a thing, field by field, so that two of its states can be compared?

One module per kind of thing. A field is called as in the answer that shows the thing, and its value is JSON-ready with
text opened.
"""
