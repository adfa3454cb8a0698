/// The journal and the stores: the only writer of the database.
///
/// [dev.loom.memory.MemoryVerticle] is the door. An append is answered, and told to listeners, only
/// once it is on disk; a task's events are numbered without a gap. This room never decides what an
/// event means: it folds nothing and starts nothing.
package dev.loom.memory;
