package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.Priority;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private final Slots slots = new Slots(2);
  private final List<String> begun = new ArrayList<>();

  private void request(String task, String workspace, Priority priority) {
    slots.request(task, workspace, priority, () -> begun.add(task));
  }

  private void request(String task) {
    request(task, "/w", Priority.NORMAL);
  }

  @Test
  void soManyBeginAndTheOthersInTheOrderInWhichTheyCame() {
    List.of("a", "b", "c", "d").forEach(this::request);
    assertEquals(List.of("a", "b"), begun);
    assertEquals(2, slots.waiting());
    slots.release("b");
    slots.release("a");
    assertEquals(List.of("a", "b", "c", "d"), begun);
  }

  @Test
  void aHigherPriorityComesFirst() {
    request("a");
    request("b");
    request("low", "/w", Priority.LOW);
    request("normal", "/w", Priority.NORMAL);
    request("high", "/w", Priority.HIGH);
    slots.release("a");
    slots.release("b");
    slots.release("high");
    assertEquals(List.of("a", "b", "high", "normal", "low"), begun);
  }

  @Test
  void aWorkspaceWithManyTasksDoesNotKeepAnotherFromItsTurn() {
    request("a1", "/a", Priority.NORMAL);
    request("a2", "/a", Priority.NORMAL);
    request("a3", "/a", Priority.NORMAL);
    request("a4", "/a", Priority.NORMAL);
    request("b1", "/b", Priority.NORMAL);
    slots.release("a1");
    assertEquals(List.of("a1", "a2", "b1"), begun);
  }

  @Test
  void whoeverWaitsLongestIsNotPassedByForEverHoweverManyMoreImportantOnesCome() {
    request("a");
    request("b");
    request("low", "/w", Priority.LOW);
    for (int turn = 0; turn < Slots.ELDEST_EVERY; turn++) {
      request("high" + turn, "/w", Priority.HIGH);
      slots.release(begun.get(turn));
    }
    assertEquals("low", begun.getLast());
  }

  @Test
  void whoeverLeavesTheLineIsNotBegun() {
    List.of("a", "b", "c", "d").forEach(this::request);
    slots.release("c");
    slots.release("a");
    assertEquals(List.of("a", "b", "d"), begun);
  }

  @Test
  void aTaskThatComesBackFromAPersonGoesOnAtOnceAndNobodyBeginsBeforeThereIsRoomAgain() {
    List.of("a", "b", "c").forEach(this::request);
    slots.enter("back", "/w");
    slots.release("a");
    assertEquals(List.of("a", "b"), begun);
    slots.release("b");
    assertEquals(List.of("a", "b", "c"), begun);
  }

  @Test
  void givingASlotBackTwiceMakesNoSecondOne() {
    List.of("a", "b", "c", "d").forEach(this::request);
    slots.release("a");
    slots.release("a");
    assertEquals(List.of("a", "b", "c"), begun);
  }
}
