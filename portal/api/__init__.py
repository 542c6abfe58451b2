"""The read-only interface for programs, version 1, under ``/api/v1/``.

It reads frozen versions only. An address stays as it is for ever: what would break a reader
becomes version 2 beside it.
"""
