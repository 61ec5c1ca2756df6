"""When was it known that the log was as it is? By witnesses, by RFC 3161 tokens, or by the signer's clock alone."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from projections.ledger.verifier.finding import SIGNATURE, STALE, Finding, Misasked
from projections.ledger.verifier.trust import Known, Trust

TIME = "%Y-%m-%dT%H:%M:%SZ"
LIBRARY = "rfc3161_client"
CERTIFICATES = "cryptography.x509"
"""As long in loading as all else of it: seldom needed."""


class Seen(NamedTuple):
    """When it was certainly the newest, in words up to the time; `independent` of whoever signs the log."""

    time: datetime
    said: str
    independent: bool

    def __str__(self) -> str:
        return f"{self.said} {_told(self.time)}"


@dataclass
class Ages:
    """The times that are known for a bundle's checkpoint.

    A token is not among them: it shows that something is no younger, and whoever has an old one gets one any day.
    """

    times: list[Seen] = field(default_factory=list)
    is_stamped: bool = False
    unknown: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)

    def witnessed(self, known: Known) -> None:
        for each in known.seen:
            time = datetime.fromtimestamp(min(each.time or 0, 1 << 37), UTC)
            self.times.append(Seen(time, f"the witness {each.key.name} saw it at", independent=True))
            self.checked.append(f"The witness {each.key.name} saw {known.label} at {_told(time)}.")

    def stamped(self, note: bytes, trust: Trust) -> Iterator[Finding]:
        """By the tokens given. Raises Misasked where a certificate cannot be read."""
        try:
            library = importlib.import_module(LIBRARY) if trust.tokens else None
        except ImportError:
            self.unknown.append("The RFC 3161 token was not looked at: rfc3161-client is not installed.")
            return
        for token in trust.tokens:
            try:
                time = _stamp(library, token, note, authorities(trust.authorities))
            except (ValueError, TypeError, library.VerificationError) as wrong:  # type: ignore[union-attr]
                said = f"The RFC 3161 token given does not show when the checkpoint was there: {str(wrong)[:200]}."
                yield Finding(SIGNATURE, (), said)
                continue
            self.is_stamped = True
            self.checked.append(f"An RFC 3161 token shows that the checkpoint was there at {_told(time)}.")

    def judged(self, trust: Trust) -> Iterator[Finding]:
        """Too old, where somebody said how old is too old."""
        newest = max(self.times, key=lambda each: (each.independent, each.time), default=None)
        if not self.is_stamped and (newest is None or not newest.independent):
            self.unknown.append(
                "When it was signed: no witness and no RFC 3161 token says so, only the signer's clock."
            )
        if trust.max_age is None:
            self.unknown.append("Whether it is recent: no --max-age was given.")
        elif newest is None or trust.now - newest.time > trust.max_age:
            when = "nobody says when it was the newest" if newest is None else str(newest)
            said = f"Older than {_span(trust.max_age)}: {when}. There may be more in the log that you were not given."
            yield Finding(STALE, (), said)
        else:
            self.checked.append(f"It is not older than {_span(trust.max_age)}: {newest}.")


def authorities(texts: tuple[bytes, ...]) -> list[Any]:
    """Certificates in PEM. Raises Misasked."""
    read = importlib.import_module(CERTIFICATES).load_pem_x509_certificates
    try:
        return [each for text in texts for each in read(text)]
    except ValueError:
        raise Misasked("The certificate given with --tsa is not one in PEM.") from None


def _stamp(library: Any, token: bytes, note: bytes, roots: list[Any]) -> datetime:
    found = library.decode_timestamp_response(token)
    builder = library.VerifierBuilder()
    for each in roots:
        builder = builder.add_root_certificate(each)
    builder.build().verify_message(found, note)
    time: datetime = found.tst_info.gen_time
    return time.astimezone(UTC)


def _told(time: datetime) -> str:
    return time.strftime(TIME)


def _span(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:g} hours"
