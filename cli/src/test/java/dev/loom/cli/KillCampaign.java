package dev.loom.cli;

import dev.loom.contracts.json.Json;
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

/// Kills a server again and again at random moments while it works, and starts it anew each time,
/// on one home. While it lives, people answer what waits, and new tasks take the places of those
/// that ended.
final class KillCampaign {
  /// The first attempt and one retry.
  static final int ATTEMPTS_MAX = 2;

  private static final int TASKS_AT_A_TIME = 12;
  private static final int TASKS_A_LIFE = 4;
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(60);
  private static final int LIFE_MILLIS_MAX = 800;

  /// How long before a kill a last task is sent, so that some kills hit its acceptance.
  private static final int LAST_WORD_MILLIS_MAX = 60;

  private static final int KILLS_BETWEEN_LINES = 50;
  private static final int KILLS_BETWEEN_AUDITS = 100;

  private final LoomCommand loom;
  private final Path run;
  private final Random random;
  private final KillCampaignOrders orders;
  private final KillCampaignPeople people;
  private final Set<String> over = new HashSet<>();
  private final List<Instant> kills = new ArrayList<>();
  private final List<Long> startMillis = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private Instant begin = Instant.now();
  private int degraded;

  /// @param run a directory of its own; the workspaces are below it
  KillCampaign(LoomCommand loom, Path run, long seed) {
    this.loom = loom.set("execution.max_subtask_retries", Integer.toString(ATTEMPTS_MAX - 1));
    this.run = run;
    this.random = new Random(seed);
    this.orders = new KillCampaignOrders(run.resolve("work"));
    this.people = new KillCampaignPeople(new Random(seed + 1));
  }

  /// A first life that is told to end in the middle of its work.
  void begin() throws Exception {
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      fill(rest, TASKS_AT_A_TIME);
      server.stop();
    }
    begin = Instant.now();
  }

  /// Lives and kills, until there were enough, the time is over, or something is wrong.
  void fight(int killCount, Duration time) throws Exception {
    while (kills.size() < killCount
        && violations.isEmpty()
        && Instant.now().isBefore(begin.plus(time))) {
      live();
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
            orders.accepted().size(),
            orders.accepted().size() - over.size(),
            violations.size());
  }

  private void auditSoFar() throws IOException, SQLException {
    // The ledger first: what it holds must be in the journal already.
    var ledger = ledger();
    violations.addAll(
        audit().violationsSoFar(orders.accepted().keySet(), people.promises(), ledger));
    violations.addAll(orders.violations());
    violations.addAll(people.violations());
  }

  /// One last life, in which everything is answered and finished; then an orderly end.
  void finish(Duration patience) throws Exception {
    people.lastLife();
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      orders.sendOpen(rest);
      Deadline.of(patience).until("every task is finished", () -> isAllOver(rest));
      var doctor = Json.parse(rest.get("/doctor").body());
      if (!doctor.path("clean").asBoolean()) {
        violations.add("the doctor found " + doctor);
      }
      server.stop();
    }
  }

  private boolean isAllOver(LoomRest rest) throws IOException, InterruptedException {
    visit(rest);
    return over.size() == orders.accepted().size();
  }

  private void live() throws Exception {
    long start = System.nanoTime();
    people.nextLife();
    try (var server = loom.serve();
        var rest = LoomRest.at(address(server))) {
      Deadline.of(HEALTH_PATIENCE).until("it is healthy", () -> isHealthy(rest));
      startMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      var life = random.nextInt(LIFE_MILLIS_MAX);
      var lastWordMillis = Math.min(life, random.nextInt(LAST_WORD_MILLIS_MAX));
      var working = CompletableFuture.runAsync(() -> workWhileAlive(rest));
      server.staysFor(Duration.ofMillis(life - lastWordMillis));
      var lastWord = lastWord();
      var answer = lastWord.map(order -> orders.sending(rest, order));
      server.staysFor(Duration.ofMillis(lastWordMillis));
      kills.add(Instant.now());
      server.kill();
      working.join();
      if (lastWord.isPresent()) {
        hear(lastWord.get(), answer.orElseThrow());
      }
    }
  }

  /// An engine that does not come up is asked what it waits for, while it can still be asked.
  private static URI address(LoomProcess server) throws Exception {
    try {
      return server.address();
    } catch (AssertionError unsaid) {
      var jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
      var asking =
          new ProcessBuilder(jstack, Long.toString(server.pid())).redirectErrorStream(true).start();
      var threads = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      throw new AssertionError(unsaid.getMessage() + "\n" + threads, unsaid);
    }
  }

  /// A new task while there is room, else one whose answer is still owed.
  private Optional<KillCampaignOrders.Order> lastWord() throws IOException {
    var open = orders.open();
    if (!open.isEmpty()) {
      return Optional.of(open.getFirst());
    }
    var count = orders.accepted().size();
    synchronized (over) {
      return count - over.size() < TASKS_AT_A_TIME ? Optional.of(orders.next()) : Optional.empty();
    }
  }

  private void hear(KillCampaignOrders.Order order, CompletableFuture<HttpResponse<String>> answer)
      throws Exception {
    try {
      orders.heard(order, answer.get());
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof IOException)) {
        throw failure;
      }
      orders.unheard();
    }
  }

  /// Under load it may say for a moment that its memory is slow.
  private boolean isHealthy(LoomRest rest) throws IOException, InterruptedException {
    var healthy = rest.get("/health").statusCode() == 200;
    degraded += healthy ? 0 : 1;
    return healthy;
  }

  private void workWhileAlive(LoomRest rest) {
    try {
      orders.sendOpen(rest);
      fill(rest, TASKS_A_LIFE);
      visit(rest);
    } catch (IOException killed) {
      // What was not answered was not promised.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(LoomRest rest, int countMax) throws IOException, InterruptedException {
    int room = TASKS_AT_A_TIME - (orders.accepted().size() - over.size());
    for (int missing = Math.min(room, countMax); missing > 0; missing--) {
      orders.send(rest, orders.next());
    }
  }

  private void visit(LoomRest rest) throws IOException, InterruptedException {
    for (var accepted : orders.accepted().entrySet()) {
      if (!over.contains(accepted.getKey())
          && people.look(rest, accepted.getKey(), accepted.getValue())) {
        synchronized (over) {
          over.add(accepted.getKey());
        }
      }
    }
  }

  Path database() {
    return loom.home().resolve("loom.db");
  }

  JournalAudit audit() throws SQLException {
    return new JournalAudit(database(), ATTEMPTS_MAX);
  }

  /// What the steps themselves wrote, in every workspace.
  List<String> ledger() throws IOException {
    return Ledger.below(run.resolve("work"));
  }

  /// How often it was killed.
  int kills() {
    return kills.size();
  }

  /// Everything that is wrong when all is over.
  List<String> violations(JournalAudit audit, List<String> ledger) throws IOException {
    var all = new ArrayList<>(violations);
    all.addAll(orders.violations());
    all.addAll(people.violations());
    var ends = new HashMap<String, Set<String>>();
    orders.accepted().forEach((id, order) -> ends.put(id, order.kind().ends()));
    all.addAll(audit.violations(ends, people.promises(), ledger));
    for (var order : orders.accepted().values()) {
      all.addAll(KillCampaignFiles.violations(order, KillCampaignPeople.isUndone(order)));
    }
    return all.stream().distinct().toList();
  }

  /// The campaign in figures.
  String report(JournalAudit audit, int ledgerLines) {
    var hits = kills.stream().mapToInt(audit::unfinishedAt).sorted().toArray();
    var starts = startMillis.stream().mapToLong(Long::longValue).sorted().toArray();
    return """
    %s
    %d kills while tasks were unfinished (median %d tasks)
    start to health: median %d ms, worst %d ms; %d looks found it degraded
    tasks: %s; %d in the journal; ends: %d completed, %d failed, %d cancelled
    tool calls: %d started, %d completed, %d in doubt at a death; %d effects in the ledger
    model turns: %d; recoveries: %d; failed attempts: %d; replans: %d; undone: %d
    people: %s"""
        .formatted(
            progress(),
            Arrays.stream(hits).filter(hit -> hit > 0).count(),
            hits[hits.length / 2],
            starts[starts.length / 2],
            starts[starts.length - 1],
            degraded,
            orders.report(),
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
            people.report());
  }
}
