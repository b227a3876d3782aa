"""The one API version the sandbox speaks: the installed SDK's, written down so that starting needs no SDK."""

API_VERSION = "2026-10-28.endive"
