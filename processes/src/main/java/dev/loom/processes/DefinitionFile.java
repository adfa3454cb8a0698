package dev.loom.processes;

import dev.loom.processes.definition.DefinitionParser;
import dev.loom.processes.definition.ParseResult;

/// A definition that was found and not read yet.
///
/// @param name what its file is called; what it calls itself counts for more
/// @param source where it lies, for people
record DefinitionFile(String name, String source, Content content) {
  /// The bytes of a file.
  interface Content {
    /// @throws UnreadableFileException when they cannot or must not be read
    byte[] read() throws UnreadableFileException;
  }

  /// Reads and validates it. A file that cannot be read is a broken definition.
  ParseResult parse() {
    try {
      return DefinitionParser.parse(name, content.read());
    } catch (UnreadableFileException unreadable) {
      return ParseResult.Invalid.withProblem(name, unreadable.getMessage());
    }
  }
}
