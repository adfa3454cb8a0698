/// What happens to a task, as one sealed family: [dev.loom.contracts.event.TaskEvent].
///
/// The same events are what the engine folds to know a task's state and what every reader sees, so
/// their numbers have no gap. A new event is a new record here; the compiler names the places that
/// must learn it.
package dev.loom.contracts.event;
