package dev.loom.processes;

import java.util.List;

/// Supplies process definition files.
interface ProcessSource {
  /// Returns the definition files sorted by name; empty if the source does not exist.
  List<DefinitionFile> files();
}
