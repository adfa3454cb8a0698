package dev.loom.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Cuts the power of the memory verticle repeatedly during appends and counts the acknowledged
/// events that are lost.
final class MemoryPowerCutCampaign {
  private static final int UPTIME_MILLIS_MAX = 900;
  private static final int CLOSING_MILLIS_MAX = 60;
  private static final Duration OPENING_MAX = Duration.ofSeconds(60);

  /// Number of cuts after which it starts with an empty directory, to cut the creation too.
  private static final int CUTS_PER_DATABASE = 15;

  private final PowerCutShim shim;
  private final Path run;
  private final Path home;
  private final boolean relaxedSync;
  private final Random random;
  private final Map<String, Long> confirmed = new ConcurrentHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int cuts;
  private int cutsInCheckpoint;
  private int cutsBeforeFirstAnswer;
  private int cutsWithLoss;
  private long acknowledged;
  private long lost;

  /// @param relaxedSync whether to inject the fault that the campaign has to detect
  MemoryPowerCutCampaign(PowerCutShim shim, Path run, boolean relaxedSync, long seed)
      throws IOException {
    this.shim = shim;
    this.run = run;
    this.home = Files.createDirectories(run.resolve("home")).toRealPath();
    this.relaxedSync = relaxedSync;
    this.random = new Random(seed);
  }

  /// Appends for a random time, then cuts the power.
  void cut() throws Exception {
    if (cuts % CUTS_PER_DATABASE == 0) {
      SimulatedDisk.deleteContents(home);
      confirmed.clear();
    }
    var disk = SimulatedDisk.of(home);
    var log = run.resolve("cut.log");
    runUntilKilled(log);
    var written = WriteLog.read(log);
    disk.apply(written);
    cutsInCheckpoint += disk.isUnsynced(database()) ? 1 : 0;
    if (random.nextBoolean()) {
      disk.persistSome(random);
    }
    disk.writeSurvivors();
    cuts++;
    check();
  }

  private void runUntilKilled(Path log) throws Exception {
    var line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            JournalLoadProgram.class.getName(),
            database().toString(),
            "c" + cuts,
            Long.toString(random.nextLong()),
            relaxedSync ? "relaxed" : "full");
    var builder = new ProcessBuilder(line).redirectError(run.resolve("stderr.txt").toFile());
    builder.environment().putAll(shim.recordingEnvironment(home + "/", log));
    var process = builder.start();
    try {
      var first = new CompletableFuture<Void>();
      var reader = Thread.ofVirtual().start(() -> readAcknowledgements(process, first));
      boolean opening = random.nextInt(8) == 0;
      if (!opening) {
        first.get(OPENING_MAX.toSeconds(), TimeUnit.SECONDS);
      }
      waitMillis(process, random.nextInt(UPTIME_MILLIS_MAX));
      if (!opening && random.nextInt(6) == 0) {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        waitMillis(process, random.nextInt(CLOSING_MILLIS_MAX));
      }
      process.destroyForcibly().waitFor();
      reader.join();
      cutsBeforeFirstAnswer += first.isDone() ? 0 : 1;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void waitMillis(Process process, int millis) throws Exception {
    try {
      process.onExit().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException stillThere) {
      // Expected.
    }
  }

  private void readAcknowledgements(Process process, CompletableFuture<Void> first) {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var words = line.split(" ");
        long seq = Long.parseLong(words[1]);
        acknowledged += seq - confirmed.getOrDefault(words[0], 0L);
        confirmed.put(words[0], seq);
        first.complete(null);
      }
    } catch (IOException killed) {
      // The process was killed; keep what was read.
    }
  }

  private void check() throws Exception {
    var stored = StoredSequences.loadCopy(database(), run.resolve("copy"));
    int cut = cuts;
    stored.faults().forEach(fault -> faults.add("cut " + cut + ": " + fault));
    long lostNow = stored.lost(confirmed);
    if (lostNow > 0) {
      lost += lostNow;
      cutsWithLoss++;
      // Count each lost event once: later cuts start from the stored state.
      confirmed.keySet().retainAll(stored.lastSeqs().keySet());
      confirmed.replaceAll((task, seq) -> Math.min(seq, stored.lastSeqs().get(task)));
    }
  }

  private Path database() {
    return home.resolve("loom.db");
  }

  /// Returns the number of lost acknowledged events.
  long lost() {
    return lost;
  }

  /// Returns databases that are unreadable or corrupt or have gaps.
  List<String> faults() {
    return faults;
  }

  /// Summarizes the campaign.
  String report() {
    return """
    %d power cuts of the memory verticle: %d in a checkpoint, %d before the first answer
    %d events acknowledged, %d lost in %d cuts; faults: %s\
    """
        .formatted(
            cuts,
            cutsInCheckpoint,
            cutsBeforeFirstAnswer,
            acknowledged,
            lost,
            cutsWithLoss,
            faults);
  }
}
