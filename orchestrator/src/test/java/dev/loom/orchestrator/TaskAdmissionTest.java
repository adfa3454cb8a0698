package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.task.Priority;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskAdmissionTest {
  private final TaskAdmission admission = new TaskAdmission(2);
  private final List<String> admitted = new ArrayList<>();

  private void request(String task, String workspace, Priority priority) {
    admission.request(task, workspace, priority, () -> admitted.add(task));
  }

  private void request(String task) {
    request(task, "/w", Priority.NORMAL);
  }

  @Test
  void tasksBeyondTheLimitAreAdmittedInTheirOrderOfArrival() {
    List.of("a", "b", "c", "d").forEach(this::request);
    assertEquals(List.of("a", "b"), admitted);
    assertEquals(2, admission.queueLength());
    admission.release("b");
    admission.release("a");
    assertEquals(List.of("a", "b", "c", "d"), admitted);
  }

  @Test
  void aHigherPriorityComesFirst() {
    request("a");
    request("b");
    request("low", "/w", Priority.LOW);
    request("normal", "/w", Priority.NORMAL);
    request("high", "/w", Priority.HIGH);
    admission.release("a");
    admission.release("b");
    admission.release("high");
    assertEquals(List.of("a", "b", "high", "normal", "low"), admitted);
  }

  @Test
  void aWorkspaceWithFewerRunningTasksIsAdmittedFirst() {
    request("a1", "/a", Priority.NORMAL);
    request("a2", "/a", Priority.NORMAL);
    request("a3", "/a", Priority.NORMAL);
    request("a4", "/a", Priority.NORMAL);
    request("b1", "/b", Priority.NORMAL);
    admission.release("a1");
    assertEquals(List.of("a1", "a2", "b1"), admitted);
  }

  @Test
  void aLowPriorityTaskIsNotStarvedByHighPriorityOnes() {
    request("a");
    request("b");
    request("low", "/w", Priority.LOW);
    for (int count = 0; count < TaskAdmission.OLDEST_EVERY; count++) {
      request("high" + count, "/w", Priority.HIGH);
      admission.release(admitted.get(count));
    }
    assertEquals("low", admitted.getLast());
  }

  @Test
  void aTaskReleasedWhileQueuedIsNeverAdmitted() {
    List.of("a", "b", "c", "d").forEach(this::request);
    admission.release("c");
    admission.release("a");
    assertEquals(List.of("a", "b", "d"), admitted);
  }

  @Test
  void aResumedTaskIsAdmittedAboveTheLimitAndNoOtherUntilASlotIsFree() {
    List.of("a", "b", "c").forEach(this::request);
    admission.admitImmediately("back", "/w");
    admission.release("a");
    assertEquals(List.of("a", "b"), admitted);
    admission.release("b");
    assertEquals(List.of("a", "b", "c"), admitted);
  }

  @Test
  void releasingASlotTwiceFreesOnlyOne() {
    List.of("a", "b", "c", "d").forEach(this::request);
    admission.release("a");
    admission.release("a");
    assertEquals(List.of("a", "b", "c"), admitted);
  }
}
