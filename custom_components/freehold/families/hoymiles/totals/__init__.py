"""What is believed of what a gateway tells, and the sums of it (docs/protocols/hoymiles-totals.md).

Knows nothing of Home Assistant: who calls passes the time.
"""
