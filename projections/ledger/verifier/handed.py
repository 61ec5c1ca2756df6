"""A text that a person hands over is the one that they were given, whichever editor or shell saved it meanwhile."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

MARKS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
"""What a text may begin with that says how it is written."""


def handed(content: bytes) -> bytes:
    """In UTF-8 without a mark, each line ended by a newline alone."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            content = content[len(mark) :].decode(encoding, errors="replace").encode()
    return content.replace(b"\r\n", b"\n")
