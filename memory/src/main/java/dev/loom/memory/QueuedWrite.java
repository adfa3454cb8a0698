package dev.loom.memory;

/// Something that waits for the connection that writes.
sealed interface QueuedWrite permits QueuedAppend, QueuedStatement {}
