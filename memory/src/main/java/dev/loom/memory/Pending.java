package dev.loom.memory;

/// Something that waits for the connection that writes.
sealed interface Pending permits PendingAppend, PendingStatement {}
