package dev.loom.processes;

import java.util.List;

/// Supplies process definition files.
interface ProcessSource {
  /// Returns the definition files in order of their names; empty when the source does not exist.
  List<DefinitionFile> files();
}
