package dev.loom.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/// Cuts the power of an engine repeatedly while it runs tasks and clients follow their events, and
/// compares the stored events with the confirmed ones.
///
/// Only the home of the engine loses data. Workspaces stay intact, so that their effect logs show
/// what ran.
final class EnginePowerCutCampaign {
  private static final int TASKS_PER_RUN = 4;
  private static final int UPTIME_MILLIS_MAX = 2_500;
  private static final Duration FINAL_RUN_TIMEOUT = Duration.ofMinutes(5);

  private final PowerCutShim shim;
  private final Path run;
  private final Path home;
  private final LoomLauncher loom;
  private final Random random;
  private final Map<String, Long> confirmed = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int submitted;
  private int cuts;
  private int unsyncedCuts;

  EnginePowerCutCampaign(PowerCutShim shim, Path run, ScriptedModelServer model, long seed)
      throws IOException {
    this.shim = shim;
    this.run = run;
    this.home = Files.createDirectories(run.resolve("home")).toRealPath();
    this.random = new Random(seed);
    this.loom =
        LoomLauncher.forHome(home, Files.createDirectory(run.resolve("cwd")))
            .withModel(model.baseUrl())
            .withClassArchive(run.resolve("classes.jsa"));
  }

  /// Runs an engine for a random time, then cuts its power.
  void cut() throws Exception {
    var disk = SimulatedDisk.of(home);
    var log = run.resolve("cut.log");
    try (var server = loom.withEnvironment(shim.recordingEnvironment(home + "/", log)).serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      for (var id : List.copyOf(confirmed.keySet())) {
        followEvents(rest, id);
      }
      var submitting = Thread.ofVirtual().start(() -> submit(rest));
      server.assertAliveFor(Duration.ofMillis(random.nextInt(UPTIME_MILLIS_MAX)));
      server.kill();
      submitting.join();
    }
    disk.apply(WriteLog.read(log));
    unsyncedCuts += disk.isUnsynced(home.resolve("loom.db-wal")) ? 1 : 0;
    if (random.nextBoolean()) {
      disk.persistSome(random);
    }
    disk.writeSurvivors();
    cuts++;
    check();
  }

  private void submit(LoomRestClient rest) {
    try {
      for (int i = 0; i < TASKS_PER_RUN; i++) {
        submitted++;
        var workspace = Files.createDirectories(run.resolve("work").resolve("t" + submitted));
        var id =
            rest.submit(Map.of("goal", "Task " + submitted, "workspace", workspace.toString()));
        confirmed.merge(id, 1L, Math::max);
        followEvents(rest, id);
      }
    } catch (IOException cut) {
      // Without a response there is no guarantee.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void followEvents(LoomRestClient rest, String id) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                rest.follow(id, event -> confirmed.merge(id, event.id(), Math::max));
              } catch (IOException | UncheckedIOException | InterruptedException cut) {
                // The events received so far are recorded.
              }
            });
  }

  private void check() throws Exception {
    var stored = StoredSequences.loadCopy(database(), run.resolve("copy"));
    stored.faults().forEach(fault -> faults.add("cut " + cuts + ": " + fault));
    if (stored.lost(confirmed) > 0) {
      faults.add("cut " + cuts + ": confirmed " + confirmed + ", stored " + stored.lastSeqs());
    }
  }

  /// Runs a last engine that finishes all tasks, and returns all violations.
  List<String> finish() throws Exception {
    try (var server = loom.serve()) {
      server.address();
      PollingDeadline.after(FINAL_RUN_TIMEOUT)
          .until(
              "every task is finished",
              () -> new CampaignJournalAudit(database()).unfinished() == 0);
      server.stop();
    }
    return new CampaignJournalAudit(database())
        .violations(confirmed.keySet(), EffectLog.readAll(run.resolve("work")));
  }

  private Path database() {
    return home.resolve("loom.db");
  }

  /// Returns databases that are unreadable or corrupt or lack confirmed events.
  List<String> faults() {
    return faults;
  }

  /// Summarizes the campaign.
  String report() {
    return "%d power cuts of the engine, %d with writes under way; %d tasks and %d events confirmed"
        .formatted(
            cuts,
            unsyncedCuts,
            confirmed.size(),
            confirmed.values().stream().mapToLong(Long::longValue).sum());
  }
}
