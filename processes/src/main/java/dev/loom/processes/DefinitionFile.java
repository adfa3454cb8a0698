package dev.loom.processes;

import dev.loom.processes.definition.DefinitionReader;
import dev.loom.processes.definition.Draft;

/// A definition that was found and not read yet.
///
/// @param name what its file is called; what it calls itself counts for more
/// @param source where it lies, for people
record DefinitionFile(String name, String source, Content content) {
  /// The bytes of a file.
  interface Content {
    /// @throws UnreadableException when they cannot or must not be read
    byte[] read() throws UnreadableException;
  }

  /// Reads and validates it. A file that cannot be read is a broken definition.
  Draft draft() {
    try {
      return DefinitionReader.read(name, content.read());
    } catch (UnreadableException unreadable) {
      return Draft.Broken.because(name, unreadable.getMessage());
    }
  }
}
