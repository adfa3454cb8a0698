package dev.loom.tools.change;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.id.StepId;
import java.time.Instant;
import java.util.List;

/// One line of a task's change log. The JSON names are part of the log format.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ChangeLogLine.Opened.class, name = "opened"),
  @JsonSubTypes.Type(value = ChangeLogLine.Intent.class, name = "intent"),
  @JsonSubTypes.Type(value = ChangeLogLine.Done.class, name = "done"),
  @JsonSubTypes.Type(value = ChangeLogLine.Dropped.class, name = "dropped"),
  @JsonSubTypes.Type(value = ChangeLogLine.Undone.class, name = "undone")
})
sealed interface ChangeLogLine {
  /// Format version. A log of another version is not read.
  int VERSION = 1;

  /// The first line of a log.
  record Opened(int version, String workspace) implements ChangeLogLine {}

  /// A call is about to make this transition.
  record Intent(@JsonProperty("touch") FileTransition transition) implements ChangeLogLine {}

  /// A call made this transition.
  record Done(@JsonProperty("touch") FileTransition transition) implements ChangeLogLine {}

  /// A call did not make the transition of its intent.
  record Dropped(StepId stepId, String path) implements ChangeLogLine {}

  /// Changes were undone.
  record Undone(List<Long> changeIds, Instant at) implements ChangeLogLine {
    public Undone {
      changeIds = List.copyOf(changeIds);
    }
  }
}
