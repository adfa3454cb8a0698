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

/// Runs one scripted task repeatedly and kills the engine at a different call to its database files
/// each time: at every write, sync, truncation, creation and removal. The next engine has to finish
/// the task.
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

  /// @param powerCut whether a crash also loses some or all unsynced data
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

  /// One trial with its own home and the tasks accepted on it.
  private final class CrashTrial {
    private final Path directory = Files.createDirectories(run.resolve("trial" + ++trials));
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

    /// Runs an engine until the task is finished and the engine has stopped, or until it is killed.
    ///
    /// @param call number of the call that kills it; 0 for none
    void runUntilKilled(long call) throws Exception {
      var disk = SimulatedDisk.of(home);
      var environment = shim.killingEnvironment(call, database().toString(), log);
      try (var server = loom().withEnvironment(environment).serve()) {
        work(server);
        // SIGTERM gives 143. The crash gives 137 and may also occur during shutdown.
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

    /// Starts another engine that finishes the task.
    void finish() throws Exception {
      try (var server = loom().serve()) {
        server.address();
        PollingDeadline.after(TASK_MAX)
            .until(
                "every task is finished",
                () -> new CampaignJournalAudit(database()).unfinished() == 0);
        server.stop();
      }
    }

    void audit(String point) throws Exception {
      var audit = new CampaignJournalAudit(database());
      resumed += audit.count("task_resumed") > 0 ? 1 : 0;
      var found = audit.violations(accepted, EffectLog.readAll(directory.resolve("work")));
      found.forEach(violation -> violations.add(point + ": " + violation));
      if (found.isEmpty()) {
        SimulatedDisk.deleteContents(directory);
      }
    }
  }

  /// Runs the task without a crash and returns the number of calls.
  int count() throws Exception {
    // Its clean shutdown also writes the class data archive for the other trials.
    var trial = new CrashTrial();
    trial.runUntilKilled(0);
    return WriteLog.read(trial.log).operations().size();
  }

  /// Crashes at a call, counted from the start, then finishes the task.
  void crash(long call) throws Exception {
    var trial = new CrashTrial();
    trial.runUntilKilled(call);
    trial.finish();
    trial.audit("crash at " + call);
  }

  /// Crashes at a call, then at another counted from the restart, then finishes the task.
  void crashTwice(long first, long second) throws Exception {
    var trial = new CrashTrial();
    trial.runUntilKilled(first);
    trial.runUntilKilled(second);
    trial.finish();
    trial.audit("crash at " + first + ", again at " + second);
  }

  /// Returns evenly spaced numbers from 1 to `count`, at most `points`.
  static List<Integer> spread(int count, int points) {
    return IntStream.range(0, Math.min(count, points))
        .map(i -> 1 + (int) ((long) i * count / Math.min(count, points)))
        .boxed()
        .toList();
  }

  /// Returns all violations, each with its crash point.
  List<String> violations() {
    return violations;
  }

  /// Summarizes the campaign.
  String report() {
    return """
    %d crashes (%s): %d before the task was accepted; %d trials ended before their point
    %d tasks were resumed; %d violations; %d s\
    """
        .formatted(
            crashes,
            powerCut ? "with power cut" : "process only",
            beforeAcceptance,
            missed,
            resumed,
            violations.size(),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos));
  }
}
