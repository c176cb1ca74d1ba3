"""Two households, with keys of no real appliance."""

import hashlib

OURS = ("0123456789ABCDEF", hashlib.sha512(b"our household").hexdigest().upper())
THEIRS = ("FEDCBA9876543210", hashlib.sha512(b"their household").hexdigest().upper())
