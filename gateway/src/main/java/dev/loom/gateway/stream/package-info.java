/// A task's events for readers: a page of them, or all of them as they come (SSE).
///
/// A stream is a cursor over the journal with a live tail: listen first, read what is recorded, go
/// on live, and read again whenever something is missing, so that every reader gets every event
/// once and in order, whenever it comes and however slow it is.
/// [dev.loom.gateway.stream.StreamRoutes] is the door. A reader costs a bounded amount of memory,
/// and nothing here keeps an event.
package dev.loom.gateway.stream;
