/// What tools did to the files of a task, kept so that it can be shown and taken back.
///
/// [dev.loom.tools.change.ChangeLog] is the door. Each call writes through a
/// [dev.loom.tools.change.CallChangeRecorder], which keeps what was there before the effect; what
/// commands did is found by comparing. Nothing here decides whether a change was right, and nothing
/// outside a workspace is read or restored.
package dev.loom.tools.change;
