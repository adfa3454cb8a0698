package dev.loom.contracts.bus;

/// Told to every server: interrupt what runs, and drop what waits, under these work ids.
///
/// @param prefix what their work ids start with
record CancelOperations(String prefix) {}
