package dev.loom.memory;

/// Write waiting in the [WriteQueue]: an append, committed together with others, or a statement,
/// executed alone.
sealed interface QueuedWrite permits QueuedAppend, QueuedStatement {}
