/// Events of a task, as one sealed hierarchy: [dev.loom.contracts.event.TaskEvent].
///
/// The engine reduces these events to a task's state and clients receive the same events, numbered
/// without gaps. A new event is a new record here; the compiler finds the places to extend.
package dev.loom.contracts.event;
