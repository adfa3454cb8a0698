package dev.loom.contracts.change;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.loom.api.tool.FileChange;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import java.time.Instant;

/// Describes one file changed by one tool call.
///
/// @param changeId number of the change within the task, from 1 in recording order
/// @param stepId tool call that made the change
/// @param tool name of the tool
/// @param path path relative to the workspace root, links resolved
/// @param kind kind of change
/// @param at time of recording
/// @param undone whether the change was undone
/// @param whyNot reason why it cannot be undone according to the change log, otherwise empty; the
///   files are checked only when it is undone
/// @param diff unified diff of the change, truncated at a limit stated in the text; empty if not
///   requested
@JsonPropertyOrder({
  "change_id",
  "subtask_id",
  "step_id",
  "tool",
  "path",
  "kind",
  "at",
  "undone",
  "undoable"
})
@JsonIgnoreProperties(value = "undoable", allowGetters = true)
public record RecordedChange(
    long changeId,
    SubtaskId subtaskId,
    StepId stepId,
    String tool,
    String path,
    FileChange.Kind kind,
    Instant at,
    boolean undone,
    String whyNot,
    String diff) {
  public RecordedChange {
    RecordChecks.requireNonNull(
        RecordedChange.class, subtaskId, stepId, tool, path, kind, at, whyNot, diff);
  }

  /// Returns whether the change can be undone according to the change log.
  @JsonProperty
  public boolean undoable() {
    return whyNot.isEmpty();
  }
}
