"""What whoever opens a bundle reads first: in each bundle the same text."""

from hashlib import sha256

FORMER = frozenset(("a700cda6032d8a70d6831722bb1df8ac6816592c8b086c70be45c3ccca013f16",))
"""SHA-256 of the texts that bundles had before: nobody's older bundle is less sound because this one was changed."""
TEXT = b"""This is a bundle: what a Goalpost workspace has recorded, or the part of it that manifest.json says,
with all that is needed to check it offline, against nobody's word but that of a public key.

To check it, with Goalpost installed:

    goalpost verify BUNDLE --key KEY

or with the one file goalpost_verify.py, which needs Python 3.11 and the package `cryptography`, and nothing else:

    python -I goalpost_verify.py BUNDLE --key KEY

KEY is the public key of the log, in the form NAME+HASH+KEY. Have it from somebody you trust, not from keys.txt, which
whoever made the bundle could have written. Add --trusted with every checkpoint of this log that you have from before:
without one, nobody can know whether the log was rolled back or rewritten by whoever holds the key.

What is in it:

    checkpoint            how long the log is, and the root of its Merkle tree, signed (a C2SP note)
    checkpoints.ndjson    earlier ones
    restores.ndjson       statements that the log went on from a backup
    keys.txt              the public keys, for information
    leaves.bin            the leaf hash of every event, 32 bytes each, in the order of their positions
    events/               the events, byte for byte as they are stored
    headers/              where not all are exported: what every event is, its content as a hash
    sample.json           where some were drawn: from what, and how
    redactions.ndjson     each text that is encrypted because it is personal, and whether its key was destroyed
    trail.csv, trail.xlsx every retarget among the events, as a table
    manifest.json         what was asked for, by whom, what for, counts, totals, and the SHA-256 of every file
    manifest.note         its SHA-256, signed
"""


def is_readme(content: bytes) -> bool:
    return content == TEXT or sha256(content).hexdigest() in FORMER
