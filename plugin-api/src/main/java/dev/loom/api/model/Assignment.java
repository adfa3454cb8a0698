package dev.loom.api.model;

import java.util.List;

/// Work that a request assigns, as data. The messages of the request say the same in words, for
/// language models; a provider that follows rules reads this instead. It is never recorded.
public sealed interface Assignment {
  /// Planning of a task.
  ///
  /// @param instructions instructions that users gave since the task was submitted
  /// @param previous the subtasks of the plan that failed, empty for the first plan
  record Plan(String goal, List<String> instructions, List<Result> previous) implements Assignment {
    public Plan {
      instructions = List.copyOf(instructions);
      previous = List.copyOf(previous);
    }
  }

  /// Execution of one subtask.
  ///
  /// @param goal the goal of the whole task
  /// @param workspace the directory of the task
  /// @param description the subtask
  /// @param deliverables files that must exist afterwards, relative to the workspace
  /// @param results the results of the subtasks it depends on
  /// @param instructions instructions that users gave since the task was submitted
  /// @param feedback the reasons why earlier attempts failed, oldest first
  record Execute(
      String goal,
      String workspace,
      String description,
      String acceptanceCriteria,
      List<String> deliverables,
      List<Result> results,
      List<String> instructions,
      List<String> feedback)
      implements Assignment {
    public Execute {
      deliverables = List.copyOf(deliverables);
      results = List.copyOf(results);
      instructions = List.copyOf(instructions);
      feedback = List.copyOf(feedback);
    }
  }

  /// Verification of the answer to a subtask.
  ///
  /// @param description the subtask
  /// @param calls the finished tool calls of the attempt, oldest first
  /// @param files the files that the subtask had to write or changed, as they are now
  record Verify(
      String description,
      String acceptanceCriteria,
      String answer,
      List<ToolRun> calls,
      List<FileContent> files)
      implements Assignment {
    public Verify {
      calls = List.copyOf(calls);
      files = List.copyOf(files);
    }
  }

  /// Outcome of a subtask.
  ///
  /// @param text the complete answer of a completed subtask, else the reason of its failure
  record Result(String id, String description, boolean completed, String text) {}

  /// A finished tool call.
  record ToolRun(String tool, boolean success) {}

  /// A file with its content.
  ///
  /// @param exists whether the path is a readable file
  /// @param sizeBytes size of the complete file
  /// @param text beginning of the file
  record FileContent(String path, boolean exists, long sizeBytes, String text) {}
}
