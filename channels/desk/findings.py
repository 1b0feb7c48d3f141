"""What an import found, in words for staff. They are found above the channels, which are handed whoever knows them."""

from typing import Protocol

from booking.importing.findings import Finding


class FindingWords(Protocol):
    """Says what was found in a file: what is wrong, what a person does about it, and in which column it stands."""

    def what(self, finding: Finding) -> str:
        """What is wrong."""

    def cure(self, finding: Finding) -> str:
        """What a person does about it."""

    def column(self, finding: Finding) -> str:
        """The column, as people call it."""
