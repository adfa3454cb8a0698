package dev.loom.tools.change;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.loom.contracts.id.StepId;
import java.time.Instant;
import java.util.List;

/// One line of a task's ledger.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LedgerLine.Opened.class, name = "opened"),
  @JsonSubTypes.Type(value = LedgerLine.Intent.class, name = "intent"),
  @JsonSubTypes.Type(value = LedgerLine.Done.class, name = "done"),
  @JsonSubTypes.Type(value = LedgerLine.Dropped.class, name = "dropped"),
  @JsonSubTypes.Type(value = LedgerLine.Undone.class, name = "undone")
})
sealed interface LedgerLine {
  /// The form of all lines. A ledger of another version is not read.
  int VERSION = 1;

  /// The first line.
  record Opened(int version, String workspace) implements LedgerLine {}

  /// A call is about to do this.
  record Intent(Touch touch) implements LedgerLine {}

  /// A call did this.
  record Done(Touch touch) implements LedgerLine {}

  /// A call did not do what it was about to.
  record Dropped(StepId stepId, String path) implements LedgerLine {}

  /// Changes were taken back.
  record Undone(List<Long> changeIds, Instant at) implements LedgerLine {
    public Undone {
      changeIds = List.copyOf(changeIds);
    }
  }
}
