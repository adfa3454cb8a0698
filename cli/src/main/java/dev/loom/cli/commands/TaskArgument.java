package dev.loom.cli.commands;

import dev.loom.contracts.id.TaskId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A complete task ID given on the command line; a malformed one is a usage error.
record TaskArgument(TaskId id) {
  /// Parses a task ID; a malformed one is a usage error.
  static final class Converter implements ITypeConverter<TaskArgument> {
    @Override
    public TaskArgument convert(String text) {
      try {
        return new TaskArgument(new TaskId(text));
      } catch (IllegalArgumentException failure) {
        throw new TypeConversionException("Invalid task ID: " + failure.getMessage());
      }
    }
  }
}
