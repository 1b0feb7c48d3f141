"""The phone simulator: a page like a phone, on the same inbox, conversation and outbox as every other channel."""

from channels.simulator.clock import MovableClock
from channels.simulator.router import router
from channels.simulator.transport import SimulatorTransport

__all__ = ["MovableClock", "SimulatorTransport", "router"]
