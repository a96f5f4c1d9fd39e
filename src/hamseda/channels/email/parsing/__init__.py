"""Mails taken apart: from any bytes to what a mail says, within limits."""
