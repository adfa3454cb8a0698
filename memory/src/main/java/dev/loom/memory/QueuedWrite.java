package dev.loom.memory;

/// Element of the write queue.
sealed interface QueuedWrite permits QueuedAppend, QueuedStatement {}
