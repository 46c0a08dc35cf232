"""Work that must not get lost: rows of any table are offered, claimed, leased, woken and swept here, in fair shares."""
