package dev.loom.processes;

import dev.loom.processes.definition.DefinitionParser;
import dev.loom.processes.definition.ParseResult;

/// Represents a definition file, which is read on each [#parse].
///
/// @param name name of the file; the name in its content takes precedence
/// @param source location shown to users
/// @param content reads the file
record DefinitionFile(String name, String source, Content content) {
  /// Reads the bytes of a file.
  interface Content {
    /// @throws UnreadableFileException when the file cannot or must not be read
    byte[] read() throws UnreadableFileException;
  }

  /// Reads and validates the file. A file that cannot be read is an invalid definition.
  ParseResult parse() {
    try {
      return DefinitionParser.parse(name, content.read());
    } catch (UnreadableFileException exception) {
      return ParseResult.Invalid.withProblem(name, exception.getMessage());
    }
  }
}
