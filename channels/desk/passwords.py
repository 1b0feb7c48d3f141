"""Passwords: kept as argon2 hashes, checked apart from the loop, as one check takes some 50 ms by intention."""

import asyncio
import secrets

from pwdlib import PasswordHash

SHORTEST, LONGEST = 10, 200  # characters; ANSSI and CNIL (2022) count on length and slow-down, not on odd signs
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike
GROUPS, GROUP = 4, 4
HASHER = PasswordHash.recommended()


def one_time() -> str:
    """A password to read out once: four groups of four, 79 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.to_thread(HASHER.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is the one. Where nothing is kept the answer is no, after the same time: it tells nobody's name."""
    attempt = password[:LONGEST]
    if kept is None:
        await hashed(attempt)  # argon2 does the same work to make a hash as to check one
        return False
    return await asyncio.to_thread(HASHER.verify, attempt, kept)


def why_unfit(password: str) -> str | None:
    """What is wrong with a password that somebody chose; none where it is fit."""
    if len(password) < SHORTEST:
        return f"Au moins {SHORTEST} caractères : une courte phrase convient bien."
    if len(password) > LONGEST:
        return f"Au plus {LONGEST} caractères."
    if len(set(password)) < SHORTEST // 2:
        return "Trop simple : variez les caractères."
    return None
