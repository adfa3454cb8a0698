package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Kills a server again and again at random moments while it works, and starts it anew each time,
/// on one home. While it lives, new tasks take the places of those that ended.
final class KillCampaign {
  private static final int TASKS_AT_A_TIME = 20;
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(30);
  private static final int LIFE_MILLIS_MIN = 50;
  private static final int LIFE_MILLIS_MAX = 1_500;

  /// How long before a kill a last task is sent, so that some kills hit its acceptance.
  private static final int LAST_WORD_MILLIS_MAX = 200;

  private final LoomCommand loom;
  private final Path run;
  private final Random random;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Set<String> finished = new HashSet<>();
  private final List<Instant> kills = new ArrayList<>();
  private final List<Long> startMillis = new ArrayList<>();
  private int degraded;
  private int submitted;
  private int unanswered;

  /// @param run a directory of its own; the workspaces are below it
  KillCampaign(LoomCommand loom, Path run, long seed) {
    this.loom = loom;
    this.run = run;
    this.random = new Random(seed);
  }

  /// A first life that is told to end in the middle of its work.
  void begin() throws Exception {
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      fill(rest);
      server.stop();
    }
  }

  /// Lives and kills.
  void fight(int killCount) throws Exception {
    while (kills.size() < killCount) {
      live();
    }
  }

  /// One last life, in which everything is finished; then an orderly end.
  void finish(Duration patience) throws Exception {
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      Deadline.of(patience)
          .until(
              "every task is finished",
              () -> new JournalAudit(database()).unfinished() == 0 && unfinished(rest) == 0);
      server.stop();
    }
  }

  private void live() throws Exception {
    long begin = System.nanoTime();
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      Deadline.of(HEALTH_PATIENCE).until("it is healthy", () -> isHealthy(rest));
      startMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
      var filling = CompletableFuture.runAsync(() -> fillWhileAlive(rest));
      server.staysFor(Duration.ofMillis(random.nextInt(LIFE_MILLIS_MIN, LIFE_MILLIS_MAX)));
      var lastWord = rest.submitting(task());
      server.staysFor(Duration.ofMillis(random.nextInt(LAST_WORD_MILLIS_MAX)));
      kills.add(Instant.now());
      server.kill();
      filling.join();
      hear(lastWord);
    }
  }

  private void hear(Future<String> lastWord) throws Exception {
    try {
      accepted.add(lastWord.get());
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof IOException)) {
        throw failure;
      }
      unanswered++;
    }
  }

  /// Under load it may say for a moment that its memory is slow.
  private boolean isHealthy(LoomRest rest) throws IOException, InterruptedException {
    var healthy = rest.get("/health").statusCode() == 200;
    degraded += healthy ? 0 : 1;
    return healthy;
  }

  private void fillWhileAlive(LoomRest rest) {
    try {
      fill(rest);
    } catch (IOException killed) {
      // What was not answered was not promised.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(LoomRest rest) throws IOException, InterruptedException {
    for (int missing = TASKS_AT_A_TIME - unfinished(rest); missing > 0; missing--) {
      accepted.add(rest.submit(task()));
    }
  }

  private int unfinished(LoomRest rest) throws IOException, InterruptedException {
    for (var id : accepted) {
      if (!finished.contains(id) && rest.isFinished(id)) {
        finished.add(id);
      }
    }
    return accepted.size() - finished.size();
  }

  private synchronized Map<String, Object> task() {
    try {
      submitted++;
      var workspace = Files.createDirectories(run.resolve("work").resolve("t" + submitted));
      return Map.of("goal", "Campaign task " + submitted, "workspace", workspace.toString());
    } catch (IOException full) {
      throw new java.io.UncheckedIOException(full);
    }
  }

  Path database() {
    return loom.home().resolve("loom.db");
  }

  /// The tasks that were answered with 201.
  Set<String> accepted() {
    return accepted;
  }

  /// What the steps themselves wrote, in every workspace.
  List<String> ledger() throws IOException {
    return Ledger.below(run.resolve("work"));
  }

  /// The campaign in figures.
  String report(JournalAudit audit, int ledgerLines) {
    var hits = kills.stream().mapToInt(audit::unfinishedAt).sorted().toArray();
    var starts = startMillis.stream().mapToLong(Long::longValue).sorted().toArray();
    return """
    %d kills, %d of them while tasks were unfinished (median %d tasks)
    start to health: median %d ms, worst %d ms; %d looks found it degraded
    tasks: %d accepted, %d in the journal, %d last words unanswered
    tool calls: %d started, %d completed, %d in doubt at a death; %d effects in the ledger
    model turns: %d; recoveries: %d; failed attempts: %d"""
        .formatted(
            kills.size(),
            java.util.Arrays.stream(hits).filter(hit -> hit > 0).count(),
            hits[hits.length / 2],
            starts[starts.length / 2],
            starts[starts.length - 1],
            degraded,
            accepted.size(),
            audit.taskCount(),
            unanswered,
            audit.count("tool_call_started"),
            audit.count("tool_call_completed"),
            audit.stepsInDoubt(),
            ledgerLines,
            audit.count("model_turn_completed"),
            audit.count("task_recovered"),
            audit.count("subtask_failed"));
  }
}
