/// Records the file changes of tools, so that they can be listed and undone.
///
/// Entry point: [dev.loom.tools.change.ChangeLog]. Each call writes through a
/// [dev.loom.tools.change.CallChangeRecorder], which stores the previous state of a file first.
/// Changes made by processes are found by comparing the workspace before and after. Files outside
/// the workspace are never read or restored.
package dev.loom.tools.change;
