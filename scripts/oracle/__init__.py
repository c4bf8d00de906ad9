"""The second judge of exchanges: Schemathesis, by other authors. Where it and conform differ, one is wrong.

Schemathesis knows no servers and reads no requests off the wire. Both are done here, and neither as conform does it.
"""

from scripts.oracle.oracle import Oracle

__all__ = ["Oracle"]
