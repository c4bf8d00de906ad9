"""Record live traffic as exchanges, scrubbed before anything of it is written.

    from scripts.record import recording

    with recording("acme") as recorder, Acme(http_client=recorder.client()) as acme:
        ...

`recorder.async_client()` is for the asynchronous client; `RecordingTransport` goes around any transport of your own.
"""

from scripts.record.recorder import Recorder, Report, recording
from scripts.record.transport import AsyncRecordingTransport, RecordingTransport

__all__ = ["AsyncRecordingTransport", "Recorder", "RecordingTransport", "Report", "recording"]
