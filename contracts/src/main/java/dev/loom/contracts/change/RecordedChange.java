package dev.loom.contracts.change;

import dev.loom.api.tool.FileChange;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;
import java.util.Objects;

/// One file that one tool call of a task changed.
///
/// @param changeId counts from 1 in a task, in the order in which the changes were recorded
/// @param stepId the call that did it
/// @param tool its tool's name
/// @param path relative to the workspace's root, links resolved
/// @param kind what happened to the file
/// @param at when it was recorded
/// @param undone whether it was taken back
/// @param undoable whether it can be taken back as far as the record tells; the files themselves
///   are looked at when it is tried
/// @param whyNot why it is not undoable, empty when it is
/// @param diff a unified diff from before the call to after it, cut at a limit that it names; empty
///   when none was asked for
public record RecordedChange(
    long changeId,
    SubtaskId subtaskId,
    StepId stepId,
    String tool,
    String path,
    FileChange.Kind kind,
    Instant at,
    boolean undone,
    boolean undoable,
    String whyNot,
    String diff) {
  public RecordedChange {
    Objects.requireNonNull(subtaskId, "subtaskId");
    Objects.requireNonNull(stepId, "stepId");
    Objects.requireNonNull(tool, "tool");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(whyNot, "whyNot");
    Objects.requireNonNull(diff, "diff");
  }
}
