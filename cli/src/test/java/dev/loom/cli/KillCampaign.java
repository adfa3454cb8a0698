package dev.loom.cli;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Kills a server at random times while it works and restarts it on the same home. While it runs,
/// users answer pending decisions and new tasks replace finished ones.
final class KillCampaign {
  /// The first attempt and one retry.
  static final int ATTEMPTS_MAX = 2;

  private static final int CONCURRENT_TASKS_MAX = 12;
  private static final int NEW_TASKS_PER_RUN = 4;
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(60);
  private static final int UPTIME_MILLIS_MAX = 800;

  /// Maximum time between the last submission and the kill, so that some kills hit the acceptance.
  private static final int LAST_SUBMISSION_MILLIS_MAX = 60;

  private static final int KILLS_BETWEEN_LINES = 50;
  private static final int KILLS_BETWEEN_AUDITS = 100;

  private final LoomLauncher loom;
  private final Path run;
  private final Random random;
  private final KillCampaignSubmissions submissions;
  private final KillCampaignUsers users;
  private final Set<String> finished = new HashSet<>();
  private final List<Instant> kills = new ArrayList<>();
  private final List<Long> startMillis = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private Instant begin = Instant.now();
  private int degraded;

  /// @param run directory of the campaign; contains the workspaces
  KillCampaign(LoomLauncher loom, Path run, long seed) {
    this.loom =
        loom.withSetting("execution.max_subtask_retries", Integer.toString(ATTEMPTS_MAX - 1))
            .withSetting("execution.max_crashes", "0");
    this.run = run;
    this.random = new Random(seed);
    this.submissions = new KillCampaignSubmissions(run.resolve("work"));
    this.users = new KillCampaignUsers(new Random(seed + 1));
  }

  /// Runs a first engine that is stopped with SIGTERM while it works.
  void begin() throws Exception {
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      fill(rest, CONCURRENT_TASKS_MAX);
      server.stop();
    }
    begin = Instant.now();
  }

  /// Starts and kills engines until the count or the time is reached or a violation is found.
  void run(int killCount, Duration time) throws Exception {
    while (kills.size() < killCount
        && violations.isEmpty()
        && Instant.now().isBefore(begin.plus(time))) {
      runUntilKilled();
      if (kills.size() % KILLS_BETWEEN_AUDITS == 0) {
        auditSoFar();
      }
      if (kills.size() % KILLS_BETWEEN_LINES == 0) {
        System.out.println(progress());
      }
    }
  }

  private String progress() {
    double minutes = Duration.between(begin, Instant.now()).toMillis() / 60_000.0;
    return "%d kills in %.1f min (%.1f a minute), %d tasks accepted, %d open, %d violations"
        .formatted(
            kills.size(),
            minutes,
            kills.size() / minutes,
            submissions.accepted().size(),
            submissions.accepted().size() - finished.size(),
            violations.size());
  }

  private void auditSoFar() throws IOException, SQLException {
    // The ledger first: its lines must already be in the journal.
    var ledger = ledger();
    violations.addAll(
        audit().violationsSoFar(submissions.accepted().keySet(), users.confirmedEvents(), ledger));
    violations.addAll(submissions.violations());
    violations.addAll(users.violations());
  }

  /// Runs a last engine until all decisions are answered and all tasks finished; stops it cleanly.
  void finish(Duration timeout) throws Exception {
    users.onFinalRun();
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      submissions.sendOpen(rest);
      PollingDeadline.after(timeout).until("every task is finished", () -> isAllFinished(rest));
      var doctor = Json.parse(rest.get("/doctor").body());
      if (!doctor.path("clean").asBoolean()) {
        violations.add("the doctor found " + doctor);
      }
      server.stop();
    }
  }

  private boolean isAllFinished(LoomRestClient rest) throws IOException, InterruptedException {
    visit(rest);
    return finished.size() == submissions.accepted().size();
  }

  private void runUntilKilled() throws Exception {
    long start = System.nanoTime();
    users.onEngineStart();
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(address(server))) {
      PollingDeadline.after(HEALTH_TIMEOUT).until("the engine is healthy", () -> isHealthy(rest));
      startMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      var uptimeMillis = random.nextInt(UPTIME_MILLIS_MAX);
      var lastSubmissionMillis = Math.min(uptimeMillis, random.nextInt(LAST_SUBMISSION_MILLIS_MAX));
      var working = CompletableFuture.runAsync(() -> workWhileAlive(rest));
      server.assertAliveFor(Duration.ofMillis(uptimeMillis - lastSubmissionMillis));
      var lastSubmission = lastSubmission();
      var response = lastSubmission.map(submission -> submissions.sendAsync(rest, submission));
      server.assertAliveFor(Duration.ofMillis(lastSubmissionMillis));
      kills.add(Instant.now());
      server.kill();
      working.join();
      if (lastSubmission.isPresent()) {
        onLastResponse(lastSubmission.get(), response.orElseThrow());
      }
    }
  }

  /// Returns the address; if the engine does not start, fails with its thread dump.
  private static URI address(LoomProcess server) throws Exception {
    try {
      return server.address();
    } catch (AssertionError failure) {
      var jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
      var jstackProcess =
          new ProcessBuilder(jstack, Long.toString(server.pid())).redirectErrorStream(true).start();
      var threads =
          new String(jstackProcess.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      throw new AssertionError(failure.getMessage() + "\n" + threads, failure);
    }
  }

  /// Returns a submission without a response so far, or a new one if there is capacity.
  private Optional<KillCampaignSubmissions.Submission> lastSubmission() throws IOException {
    var open = submissions.open();
    if (!open.isEmpty()) {
      return Optional.of(open.getFirst());
    }
    var count = submissions.accepted().size();
    synchronized (finished) {
      return count - finished.size() < CONCURRENT_TASKS_MAX
          ? Optional.of(submissions.next())
          : Optional.empty();
    }
  }

  private void onLastResponse(
      KillCampaignSubmissions.Submission submission,
      CompletableFuture<HttpResponse<String>> response)
      throws Exception {
    try {
      submissions.onResponse(submission, response.get());
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof IOException)) {
        throw failure;
      }
      submissions.onNoResponse();
    }
  }

  /// Returns whether the engine is healthy; under load it may report slow storage for a moment.
  private boolean isHealthy(LoomRestClient rest) throws IOException, InterruptedException {
    var healthy = rest.get("/health").statusCode() == 200;
    degraded += healthy ? 0 : 1;
    return healthy;
  }

  private void workWhileAlive(LoomRestClient rest) {
    try {
      submissions.sendOpen(rest);
      fill(rest, NEW_TASKS_PER_RUN);
      visit(rest);
    } catch (IOException killed) {
      // Without a response there is no guarantee.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(LoomRestClient rest, int countMax) throws IOException, InterruptedException {
    int capacity = CONCURRENT_TASKS_MAX - (submissions.accepted().size() - finished.size());
    for (int remaining = Math.min(capacity, countMax); remaining > 0; remaining--) {
      submissions.send(rest, submissions.next());
    }
  }

  private void visit(LoomRestClient rest) throws IOException, InterruptedException {
    for (var accepted : submissions.accepted().entrySet()) {
      if (!finished.contains(accepted.getKey())
          && users.visit(rest, accepted.getKey(), accepted.getValue())) {
        synchronized (finished) {
          finished.add(accepted.getKey());
        }
      }
    }
  }

  Path database() {
    return loom.home().resolve("loom.db");
  }

  CampaignJournalAudit audit() throws SQLException {
    return new CampaignJournalAudit(database(), ATTEMPTS_MAX);
  }

  /// Returns the effect log lines of all workspaces.
  List<String> ledger() throws IOException {
    return EffectLog.readAll(run.resolve("work"));
  }

  /// Returns the number of kills.
  int kills() {
    return kills.size();
  }

  /// Returns all violations at the end of the campaign.
  List<String> violations(CampaignJournalAudit audit, List<String> ledger) throws IOException {
    var all = new ArrayList<>(violations);
    all.addAll(submissions.violations());
    all.addAll(users.violations());
    var ends = new HashMap<String, Set<String>>();
    submissions.accepted().forEach((id, submission) -> ends.put(id, submission.kind().ends()));
    all.addAll(audit.violations(ends, users.confirmedEvents(), ledger));
    for (var submission : submissions.accepted().values()) {
      all.addAll(
          KillCampaignFileChecks.violations(submission, KillCampaignUsers.isUndone(submission)));
    }
    return all.stream().distinct().toList();
  }

  /// Summarizes the campaign.
  String report(CampaignJournalAudit audit, int ledgerLines) {
    var hits = kills.stream().mapToInt(audit::unfinishedAt).sorted().toArray();
    var starts = startMillis.stream().mapToLong(Long::longValue).sorted().toArray();
    return """
    %s
    %d kills while tasks were unfinished (median %d tasks)
    start to health: median %d ms, worst %d ms; %d looks found it degraded
    tasks: %s; %d in the journal; ends: %d completed, %d failed, %d cancelled
    tool calls: %d started, %d completed, %d in doubt after a kill; %d effects in the ledger
    model turns: %d; recoveries: %d; failed attempts: %d; replans: %d; undone: %d
    users: %s\
    """
        .formatted(
            progress(),
            Arrays.stream(hits).filter(hit -> hit > 0).count(),
            hits[hits.length / 2],
            starts[starts.length / 2],
            starts[starts.length - 1],
            degraded,
            submissions.report(),
            audit.taskCount(),
            audit.count("task_completed"),
            audit.count("task_failed"),
            audit.count("task_cancelled"),
            audit.count("tool_call_started"),
            audit.count("tool_call_completed"),
            audit.stepsInDoubt(),
            ledgerLines,
            audit.count("model_turn_completed"),
            audit.count("task_recovered"),
            audit.count("subtask_failed"),
            audit.count("task_replanning"),
            audit.count("changes_undone"),
            users.report());
  }
}
