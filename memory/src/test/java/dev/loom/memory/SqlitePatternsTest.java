package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.observing;
import static dev.loom.memory.MemoryFixture.serviceError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqlitePatternsTest {
  private static final TaskId TASK = new TaskId("t");

  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() {
    memory = new MemoryFixture(directory);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static Observation success(String key, Map<String, Object> facts) {
    return new Observation(PatternType.SUBTASK_SUCCESS, key, facts);
  }

  private List<LearnedPattern> list(PatternType... types) throws InterruptedException {
    return memory
        .bus
        .request(Addresses.PATTERN_LIST, new ListPatterns(Set.of(types), 100))
        .patterns();
  }

  private int forget(OptionalLong id) throws InterruptedException {
    return memory.bus.request(Addresses.PATTERN_DELETE, new DeletePatterns(id)).count();
  }

  @Test
  void observationsOfOneKeyAreMergedAlsoWithinAnAppend() throws Exception {
    memory.appendAndWait(
        observing(
            TASK,
            1,
            AT,
            success("k", Map.of("runs_total", 1, "model", "a")),
            success("k", Map.of("runs_total", 2, "model", "b"))));
    memory.reopen();
    memory.appendAndWait(
        observing(TASK, 2, AT.plusSeconds(9), success("k", Map.of("runs_total", 0.5))));
    assertEquals(
        List.of(
            new LearnedPattern(
                1,
                PatternType.SUBTASK_SUCCESS,
                "k",
                Map.of("runs_total", 3.5, "model", "b"),
                3,
                AT.plusSeconds(9))),
        list());
  }

  @Test
  void sameKeyOfAnotherTypeIsAnotherPattern() throws Exception {
    memory.appendAndWait(
        observing(
            TASK,
            1,
            AT,
            success("k", Map.of("n_total", 1)),
            new Observation(PatternType.RETRY_PATTERN, "k", Map.of("n_total", 1))));
    assertEquals(2, list().size());
    assertEquals(1, list(PatternType.RETRY_PATTERN).size());
    assertEquals(0, list(PatternType.TASK_TEMPLATE).size());
  }

  @Test
  void concurrentObservationsAreAllCounted() throws Exception {
    var replies = new ArrayList<Future<AppendEvents.Appended>>();
    for (int i = 0; i < 64; i++) {
      replies.add(
          memory.appendAsync(
              observing(
                  new TaskId("t" + i),
                  1,
                  AT,
                  success("shared", Map.of("runs_total", 1, "seconds_total", 0.5)),
                  success("own " + i, Map.of("runs_total", 1)))));
    }
    Future.all(replies).await();
    var shared = list().getFirst();
    assertEquals("shared", shared.key());
    assertEquals(64, shared.frequency());
    assertEquals(64, shared.number("runs_total"));
    assertEquals(32, shared.number("seconds_total"));
    assertEquals(65, list().size());
  }

  @Test
  void observationsOfARepeatedAppendAreCountedOnce() throws Exception {
    var append = observing(TASK, 1, AT, success("k", Map.of("runs_total", 1)));
    Future.all(memory.appendAsync(append), memory.appendAsync(append)).await();
    memory.appendAndWait(append);
    assertEquals(1, list().getFirst().frequency());
    assertEquals(1, list().getFirst().number("runs_total"));
  }

  @Test
  void observationsOfAFailedAppendAreNotCounted() throws Exception {
    MemoryFixture.execute(
        memory.file,
        "CREATE TRIGGER t BEFORE INSERT ON event WHEN NEW.task_id = 'broken'"
            + " BEGIN SELECT RAISE(ABORT, 'no'); END");
    var replies = new ArrayList<Future<AppendEvents.Appended>>();
    for (var task : List.of("a", "broken", "b")) {
      replies.add(
          memory.appendAsync(
              observing(new TaskId(task), 1, AT, success("k", Map.of("runs_total", 1)))));
    }
    Future.join(replies).otherwiseEmpty().await();
    assertTrue(replies.get(1).failed());
    assertEquals(2, list().getFirst().frequency());
    assertEquals(2, list().getFirst().number("runs_total"));
  }

  @Test
  void patternsAreSortedByFrequencyThenTime() throws Exception {
    memory.appendAndWait(
        observing(TASK, 1, AT, success("once", Map.of()), success("twice", Map.of())));
    memory.appendAndWait(observing(TASK, 2, AT.plusSeconds(1), success("twice", Map.of())));
    memory.appendAndWait(observing(TASK, 3, AT.plusSeconds(2), success("late", Map.of())));
    assertEquals(
        List.of("twice", "late", "once"), list().stream().map(LearnedPattern::key).toList());
    var two = memory.bus.request(Addresses.PATTERN_LIST, new ListPatterns(Set.of(), 2));
    assertEquals(2, two.patterns().size());
  }

  @Test
  void idOfADeletedPatternIsNotReused() throws Exception {
    memory.appendAndWait(observing(TASK, 1, AT, success("a", Map.of()), success("b", Map.of())));
    assertEquals(1, forget(OptionalLong.of(2)));
    assertEquals(
        ServiceError.Code.NOT_FOUND, serviceError(() -> forget(OptionalLong.of(2))).code());
    memory.appendAndWait(observing(TASK, 2, AT, success("b", Map.of()), success("a", Map.of())));
    assertEquals(List.of(1L, 3L), list().stream().map(LearnedPattern::patternId).sorted().toList());
    assertEquals(2, forget(OptionalLong.empty()));
    assertEquals(0, forget(OptionalLong.empty()));
    assertEquals(List.of(), list());
  }

  @Test
  void deletingDuringAppendsFailsNoAppend() throws Exception {
    var replies = new ArrayList<Future<?>>();
    for (int i = 1; i <= 100; i++) {
      replies.add(memory.appendAsync(observing(TASK, i, AT, success("k" + i, Map.of()))));
      replies.add(
          memory
              .bus
              .requestAsync(Addresses.PATTERN_DELETE, new DeletePatterns(OptionalLong.of(10_000)))
              .otherwiseEmpty());
    }
    Future.all(replies).await();
    assertEquals(100, memory.number("SELECT max(seq) FROM event"));
    assertEquals(100, list().size());
  }

  @Test
  void malformedRowNeitherHidesOtherPatternsNorFailsAppends() throws Exception {
    memory.appendAndWait(
        observing(TASK, 1, AT, success("a", Map.of("n_total", 1)), success("b", Map.of())));
    memory.corrupt("UPDATE pattern SET facts = '{broken' WHERE key = 'a'");
    assertEquals(List.of("b"), list().stream().map(LearnedPattern::key).toList());
    memory.appendAndWait(observing(TASK, 2, AT, success("a", Map.of("n_total", 7))));
    assertEquals("a", list().getFirst().key());
    assertEquals(7, list().getFirst().number("n_total"));
  }

  @Test
  void unusualCharactersInAKeyDoNotFailAppends() throws Exception {
    for (var key : List.of("a\"b\\c\n", "ü 🦜", "n\u0000l", "\uD800")) {
      memory.appendAndWait(
          observing(new TaskId("t" + key.hashCode()), 1, AT, success(key, Map.of("n_total", 1))));
      memory.appendAndWait(
          observing(new TaskId("t" + key.hashCode()), 2, AT, success(key, Map.of("n_total", 1))));
    }
    assertEquals(List.of(2L, 2L, 2L, 2L), list().stream().map(each -> each.frequency()).toList());
  }
}
