package dev.loom.processes;

import java.util.List;

/// A place where definitions lie.
interface ProcessSource {
  /// What lies there, by file name; empty when there is no such place.
  List<DefinitionFile> files();
}
