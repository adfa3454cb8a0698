package dev.loom.bus;

/// Instructs all request servers to interrupt running and drop waiting operations.
///
/// @param prefix prefix of the operation ids
record CancelOperations(String prefix) {}
