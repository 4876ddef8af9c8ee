"""Stand-ins for the systems that stand around a one-window platform.

Population register, licence register, the bureaux' own systems, the tax office and the SMS gateway. Each is a process
of its own with its own store, reached over HTTP/1.1 alone, and shares no line of code with the platform: what both
sides agree on is only what goes over the wire.

Start one with ``python -m simulators.KIND --config FILE --port N --var DIR``; KIND is ``register``, ``department``,
``tax`` or ``sms``.
"""
