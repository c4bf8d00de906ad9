"""What the invented help desk answers."""

import json

ID = "6f1c9a3e-0b1d-4d5e-8f00-1234567890ab"
CASE = json.dumps(
    {"id": ID, "channel": "phone", "status": "open", "created_at": "2026-01-02T03:04:05Z", "number": "1"}
).encode()
HTML = b"<html><head><title>Oops</title></head><body>Something went wrong</body></html>"
