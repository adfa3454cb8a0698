package dev.loom.cli.commands;

import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskStatus;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;

/// Lists the values of options for help and shell completion. picocli instantiates the classes.
abstract class CompletionCandidates implements Iterable<String> {
  /// Label of options whose value is an existing directory.
  static final String DIRECTORY = "DIR";

  private final List<String> values;

  private CompletionCandidates(List<String> values) {
    this.values = values;
  }

  private CompletionCandidates(Enum<?>[] constants) {
    this(Arrays.stream(constants).map(value -> value.name().toLowerCase(Locale.ROOT)).toList());
  }

  /// Returns whether the value is the path of a file or directory.
  static boolean isPath(ArgSpec argument) {
    return argument.type() == Path.class;
  }

  /// Returns whether the value is the path of a directory.
  static boolean isDirectory(ArgSpec argument) {
    return isPath(argument) && argument.paramLabel().equals(DIRECTORY);
  }

  /// Returns the allowed values of an argument separated by spaces, if they are enumerated.
  static Optional<String> words(ArgSpec argument) {
    return Optional.ofNullable(argument.completionCandidates())
        .map(values -> String.join(" ", values));
  }

  @Override
  public Iterator<String> iterator() {
    return values.iterator();
  }

  static final class ApprovalModes extends CompletionCandidates {
    ApprovalModes() {
      super(ApprovalMode.values());
    }
  }

  static final class Priorities extends CompletionCandidates {
    Priorities() {
      super(Priority.values());
    }
  }

  static final class Statuses extends CompletionCandidates {
    Statuses() {
      super(TaskStatus.values());
    }
  }

  static final class PatternTypes extends CompletionCandidates {
    PatternTypes() {
      super(PatternType.values());
    }
  }

  static final class Providers extends CompletionCandidates {
    Providers() {
      super(ModelSetup.PROVIDERS);
    }
  }

  static final class Shells extends CompletionCandidates {
    Shells() {
      super(CompletionCommand.SHELLS);
    }
  }
}
