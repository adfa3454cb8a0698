package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.FileChange.Kind;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.tools.change.ChangeHistory.LoggedChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeHistoryTest {
  private static final FileVersion ONE = FileVersion.link("1");
  private static final FileVersion TWO = FileVersion.link("2");
  private static final FileVersion THREE = FileVersion.link("3");

  private static FileTransition transition(String step, FileVersion before, FileVersion after) {
    return new FileTransition(
        new SubtaskId("s"), new StepId(step), "tool", "f", before, after, 0, Instant.EPOCH);
  }

  private static ChangeLogLine done(String step, FileVersion before, FileVersion after) {
    return new ChangeLogLine.Done(transition(step, before, after));
  }

  @Test
  void consecutiveTransitionsOfOneCallAreOneChange() {
    var history = new ChangeHistory(List.of(done("s.1", ONE, TWO), done("s.1", TWO, THREE)));
    assertEquals(
        List.of(new LoggedChange(1, transition("s.1", ONE, THREE), false)), history.changes());
    assertEquals(2, history.transitions("f").size());
  }

  @Test
  void anEditInBetweenSeparatesTheChangesOfOneCall() {
    var history = new ChangeHistory(List.of(done("s.1", ONE, TWO), done("s.1", THREE, ONE)));
    assertEquals(2, history.changes().size());
  }

  @Test
  void aChangeOfAnotherCallSeparatesTheChangesOfOneCall() {
    var history =
        new ChangeHistory(
            List.of(done("s.1", ONE, TWO), done("s.2", TWO, ONE), done("s.1", ONE, TWO)));
    assertEquals(3, history.changes().size());
    assertEquals(2, history.changesOf(new StepId("s.1")).size());
  }

  @Test
  void aChangeBackToTheFirstVersionHasNoEffect() {
    var history = new ChangeHistory(List.of(done("s.1", ONE, TWO), done("s.1", TWO, ONE)));
    assertEquals(List.of(), history.changes());
  }

  @Test
  void anUndoneChangeIsMarkedAndNotContinued() {
    var history =
        new ChangeHistory(
            List.of(
                done("s.1", ONE, TWO),
                new ChangeLogLine.Undone(List.of(1L), Instant.EPOCH),
                done("s.1", ONE, THREE)));
    assertEquals(List.of(true, false), history.changes().stream().map(c -> c.undone()).toList());
    assertEquals(1, history.transitions("f").size());
  }

  @Test
  void anIntentWithoutAnOutcomeIsUnfinished() {
    var intent = new ChangeLogLine.Intent(transition("s.1", ONE, TWO));
    assertEquals(
        List.of(transition("s.1", ONE, TWO)), new ChangeHistory(List.of(intent)).unfinished());
    var dropped = new ChangeLogLine.Dropped(new StepId("s.1"), "f");
    assertEquals(List.of(), new ChangeHistory(List.of(intent, dropped)).unfinished());
    assertEquals(List.of(), new ChangeHistory(List.of(intent, done("s.1", ONE, TWO))).unfinished());
  }

  @Test
  void theKindOfAChangeFollowsFromItsVersions() {
    assertEquals(Optional.of(Kind.CREATED), ChangeHistory.kind(FileVersion.NOTHING, ONE));
    assertEquals(Optional.of(Kind.MODIFIED), ChangeHistory.kind(ONE, TWO));
    assertEquals(Optional.of(Kind.DELETED), ChangeHistory.kind(ONE, FileVersion.NOTHING));
    assertEquals(Optional.empty(), ChangeHistory.kind(ONE, ONE));
  }
}
