"""What people are told of their data: the register of article 30, and the page for parents."""
