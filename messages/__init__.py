"""Words: what a text means, how a reply is worded. No database, no network, no clock of its own."""
