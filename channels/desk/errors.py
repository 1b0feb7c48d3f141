"""What staff accounts can run into, in words for whoever types the command or logs in."""


class StaffError(Exception):
    """An account cannot be added, changed or used; the message says why and what to do."""


class NameTakenError(StaffError):
    """There is an account of that name."""


class UnknownStaffError(StaffError):
    """There is no account of that name."""
