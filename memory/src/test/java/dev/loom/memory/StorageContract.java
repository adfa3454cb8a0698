package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.ENGINE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.contracts.webhook.Webhook;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [Storage] must do: a [JournalStore] with webhooks and patterns.
abstract class StorageContract extends JournalStoreContract {
  private static final String URL = "http://agent:8080/done";

  @Override
  abstract Storage store();

  private void end(String task) {
    var id = new TaskId(task);
    append(
            new AppendEvents(
                id,
                ENGINE,
                1,
                AT,
                List.of(MemoryFixture.planning("x")),
                Optional.of(MemoryFixture.snapshot(id, TaskStatus.COMPLETED, Optional.of(URL))),
                Optional.empty(),
                List.of()))
        .await();
  }

  private Future<ClaimWebhooks.Claimed> claim(Instant now, int countMax) {
    var request = new ClaimWebhooks(ENGINE, now, now.plusSeconds(60), countMax, 100);
    return start(() -> store().claim(request));
  }

  private List<Webhook> claimed(Instant now) {
    return claim(now, 10).await().webhooks();
  }

  private Future<RecordWebhookAttempt.Recorded> recordAttempt(
      boolean delivered, Optional<Instant> nextAt) {
    var attempt = new RecordWebhookAttempt("msg_t", delivered, nextAt, delivered ? "" : "x");
    return start(() -> store().recordAttempt(attempt));
  }

  @Test
  void webhookIsClaimedByOneSenderUntilTheClaimExpires() {
    end("t");
    assertEquals(List.of(new Webhook("msg_t", new TaskId("t"), URL, 0, AT)), claimed(AT));
    assertEquals(List.of(), claimed(AT.plusSeconds(59)));
    assertEquals(1, claimed(AT.plusSeconds(60)).size());
  }

  @Test
  void attemptReleasesTheClaimAndSaysWhenTheNextIsDue() {
    end("t");
    claimed(AT);
    assertEquals(1, recordAttempt(false, Optional.of(AT.plusSeconds(5))).await().attempts());
    assertEquals(Optional.of(AT.plusSeconds(5)), claim(AT, 10).await().nextAt());
    assertEquals(1, claimed(AT.plusSeconds(5)).getFirst().attempts());
    assertEquals(2, recordAttempt(true, Optional.empty()).await().attempts());
    assertEquals(List.of(), claimed(AT.plusSeconds(9_999)));
  }

  @Test
  void attemptOfAnUnknownWebhookIsNotFound() {
    assertEquals(ServiceError.Code.NOT_FOUND, error(recordAttempt(true, Optional.empty())).code());
  }

  @Test
  void concurrentClaimsShareTheWebhooks() {
    for (int i = 0; i < 20; i++) {
      end("t" + i);
    }
    var replies = new ArrayList<Future<ClaimWebhooks.Claimed>>();
    for (int i = 0; i < 10; i++) {
      replies.add(claim(AT, 3));
    }
    var ids =
        replies.stream()
            .flatMap(reply -> reply.await().webhooks().stream())
            .map(Webhook::webhookId)
            .toList();
    assertEquals(20, ids.size());
    assertEquals(20, Set.copyOf(ids).size());
  }

  private List<dev.loom.contracts.pattern.LearnedPattern> patterns() {
    return start(() -> store().list(new ListPatterns(Set.of(), 10))).await().patterns();
  }

  @Test
  void observationsOfConcurrentAppendsAreAllMerged() {
    var observation =
        new Observation(PatternType.RETRY_PATTERN, "kind", Map.of("tries_total", 2, "last", "x"));
    var replies = new ArrayList<Future<?>>();
    for (int i = 0; i < 50; i++) {
      replies.add(append(MemoryFixture.observing(new TaskId("t" + i), 1, AT, observation)));
    }
    replies.forEach(reply -> reply.await());
    var merged = patterns().getFirst();
    assertEquals(50, merged.frequency());
    assertEquals(100, ((Number) merged.facts().get("tries_total")).intValue());
  }

  @Test
  void observationsOfARejectedAppendAreNotMerged() {
    var observation = new Observation(PatternType.RETRY_PATTERN, "kind", Map.of());
    error(append(MemoryFixture.observing(new TaskId("t"), 2, AT, observation)));
    assertEquals(List.of(), patterns());
  }

  @Test
  void patternsAreDeletedOneByOneOrAllAtOnce() {
    for (var key : List.of("a", "b", "c")) {
      var observation = new Observation(PatternType.RETRY_PATTERN, key, Map.of());
      append(MemoryFixture.observing(new TaskId(key), 1, AT, observation)).await();
    }
    var one = new DeletePatterns(OptionalLong.of(patterns().getFirst().patternId()));
    assertEquals(1, start(() -> store().delete(one)).await().count());
    assertEquals(ServiceError.Code.NOT_FOUND, error(start(() -> store().delete(one))).code());
    assertEquals(
        2, start(() -> store().delete(new DeletePatterns(OptionalLong.empty()))).await().count());
    assertEquals(List.of(), patterns());
  }
}
