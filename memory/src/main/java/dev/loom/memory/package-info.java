/// The journal and the stores: the only writer of the database.
///
/// [dev.loom.memory.MemoryVerticle] is the door. An append is answered, and told to listeners, only
/// once it is on disk, with everything that belongs to it: the key it was handed in under, what was
/// learned from it, the report that is to be delivered. A task's events are numbered without a gap.
/// This room never decides what an event means: it folds nothing and starts nothing.
package dev.loom.memory;
