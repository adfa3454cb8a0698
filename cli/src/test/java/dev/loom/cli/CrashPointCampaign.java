package dev.loom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Does one scripted task over and over, each time with an engine that dies in the place of another
/// one of the calls it makes to its database's files: of every write, sync, truncation, creation
/// and removal. The next engine has to finish the task.
final class CrashPointCampaign {
  private static final int KILLED = 137;
  private static final Duration TASK_MAX = Duration.ofSeconds(60);

  private final PowerCutShim shim;
  private final Path run;
  private final LoomLauncher template;
  private final boolean powerCut;
  private final Random random;
  private final List<String> violations = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private int crashes;
  private int missed;
  private int beforeAcceptance;
  private int resumed;
  private int trials;

  /// @param powerCut whether what was not synced is gone, too, or there in part
  CrashPointCampaign(
      PowerCutShim shim, Path run, ScriptedModelServer model, boolean powerCut, long seed)
      throws IOException {
    this.shim = shim;
    this.run = Files.createDirectories(run).toRealPath();
    this.powerCut = powerCut;
    this.random = new Random(seed);
    this.template =
        LoomLauncher.forHome(this.run.resolve("home"), this.run)
            .withModel(model.baseUrl())
            .withClassArchive(this.run.resolve("classes.jsa"));
  }

  /// One round: a home of its own, and the tasks that were accepted on it.
  private final class CrashTrial {
    private final Path directory = Files.createDirectories(run.resolve("round" + ++trials));
    private final Path home = Files.createDirectory(directory.resolve("home"));
    private final Path log = directory.resolve("writes.log");
    private final List<String> accepted = new ArrayList<>();

    CrashTrial() throws IOException {}

    private LoomLauncher loom() {
      return new LoomLauncher(
              home, directory, template.settings(), template.environment(), template.archive())
          .withEnvironment(Map.of("LOOM_HOME", home.toString()));
    }

    private Path database() {
      return home.resolve("loom.db");
    }

    /// Works until the task is done and the engine has ended, or until it dies.
    ///
    /// @param call what kills it; 0 for nothing
    void runUntilKilled(long call) throws Exception {
      var disk = SimulatedDisk.of(home);
      var environment = shim.killingEnvironment(call, database().toString(), log);
      try (var server = loom().withEnvironment(environment).serve()) {
        work(server);
        // A request to stop ends it with 143; the crash, which may hit the end, too, with 137.
        if (server.stop().exitCode() == KILLED) {
          crashes++;
          beforeAcceptance += accepted.isEmpty() ? 1 : 0;
        } else {
          missed += call > 0 ? 1 : 0;
        }
      }
      if (powerCut && call > 0) {
        disk.apply(WriteLog.read(log));
        if (random.nextBoolean()) {
          disk.persistSome(random);
        }
        disk.writeSurvivors();
      }
    }

    private void work(LoomProcess server) throws Exception {
      var address = server.addressUnlessEnded();
      if (address.isEmpty()) {
        return;
      }
      try (var rest = LoomRestClient.forAddress(address.get())) {
        if (accepted.isEmpty()) {
          var workspace = Files.createDirectories(directory.resolve("work").resolve("t" + trials));
          accepted.add(rest.submit(Map.of("goal", "Do it", "workspace", workspace.toString())));
        }
        PollingDeadline.after(TASK_MAX)
            .until("the task is finished", () -> rest.isFinished(accepted.getFirst()));
      } catch (IOException dead) {
        server.awaitEnd();
      }
    }

    /// The next engine finishes what there is.
    void finish() throws Exception {
      try (var server = loom().serve()) {
        server.address();
        PollingDeadline.after(TASK_MAX)
            .until("every task is finished", () -> new JournalAudit(database()).unfinished() == 0);
        server.stop();
      }
    }

    void audit(String point) throws Exception {
      var audit = new JournalAudit(database());
      resumed += audit.count("task_resumed") > 0 ? 1 : 0;
      var found = audit.violations(accepted, EffectLog.readAll(directory.resolve("work")));
      found.forEach(violation -> violations.add(point + ": " + violation));
      if (found.isEmpty()) {
        SimulatedDisk.deleteContents(directory);
      }
    }
  }

  /// Does the task without any crash.
  ///
  /// @return how many calls there are to die at
  int count() throws Exception {
    // Its orderly end also writes the archive of parsed classes, which makes the others fast.
    var trial = new CrashTrial();
    trial.runUntilKilled(0);
    return WriteLog.read(trial.log).operations().size();
  }

  /// Dies at a call, counted from the beginning, then finishes.
  void crash(long call) throws Exception {
    var trial = new CrashTrial();
    trial.runUntilKilled(call);
    trial.finish();
    trial.audit("crash at " + call);
  }

  /// Dies at a call, and then at another, counted from the restart; then finishes.
  void crashTwice(long first, long second) throws Exception {
    var trial = new CrashTrial();
    trial.runUntilKilled(first);
    trial.runUntilKilled(second);
    trial.finish();
    trial.audit("crash at " + first + ", again at " + second);
  }

  /// So many of the numbers from 1, evenly spread; all of them when that is not more.
  static List<Integer> spread(int count, int points) {
    return IntStream.range(0, Math.min(count, points))
        .map(i -> 1 + (int) ((long) i * count / Math.min(count, points)))
        .boxed()
        .toList();
  }

  /// What broke the promise, and where.
  List<String> violations() {
    return violations;
  }

  /// The campaign in figures.
  String report() {
    return """
    %d crashes (%s): %d before the task was accepted; %d rounds ended before their point
    %d tasks were resumed; %d violations; %d s"""
        .formatted(
            crashes,
            powerCut ? "with the power" : "the process alone",
            beforeAcceptance,
            missed,
            resumed,
            violations.size(),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
  }
}
