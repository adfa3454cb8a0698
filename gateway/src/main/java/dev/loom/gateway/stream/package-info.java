/// Serves the events of a task as pages or as a live stream (SSE).
///
/// A stream subscribes first, then reads the journal and continues with live events; it reads the
/// journal again whenever an event is missing. So every reader gets every event exactly once and in
/// order. [dev.loom.gateway.stream.StreamRoutes] is the entry point. Memory per reader is bounded,
/// and this package stores no events.
package dev.loom.gateway.stream;
