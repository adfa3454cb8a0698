package dev.loom.engine.faults;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Represents one run of a faulty model: its goal, its responses and the oracle. Without a fault
/// the model behaves correctly.
///
/// Model calls are concurrent; mutable state is atomic.
final class FaultScenario {
  /// Prefix of the goal, which identifies the scenario in a prompt.
  final String id;

  final Random random;
  final Path workspace;

  /// Ids of the subtasks in order.
  final List<String> subtasks;

  /// The faulty subtask.
  final String victim;

  /// Number of faults before the model recovers.
  final int faultsMax;

  /// Whether the fault occurs only after the file was written.
  final boolean afterWrite;

  /// Expected content of each file.
  final Map<String, String> expectedFiles = new LinkedHashMap<>();

  boolean deliverables = true;
  boolean criteria = true;
  int verificationTier;
  ResponseScript planner = ScenarioCall::goodPlan;
  ResponseScript executor = ScenarioCall::goodTurn;
  ResponseScript verifier = ScenarioCall::honestVerdict;

  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger hangs = new AtomicInteger();
  private final Map<String, AtomicInteger> callCounts = new ConcurrentHashMap<>();

  FaultScenario(String id, long seed, Path workspace) {
    this.id = id;
    this.random = new Random(seed);
    this.workspace = workspace;
    this.subtasks = List.of("alpha", "beta", "gamma").subList(0, 1 + random.nextInt(3));
    this.victim = subtasks.get(random.nextInt(subtasks.size()));
    this.faultsMax = 1 + random.nextInt(2);
    this.afterWrite = random.nextBoolean();
    this.verificationTier = 1 + random.nextInt(2);
    subtasks.forEach(
        each -> expectedFiles.put(each + ".txt", each + " by " + id + " " + seed + "\n"));
  }

  String goal() {
    return id
        + ": write "
        + expectedFiles.entrySet().stream()
            .map(file -> file.getKey() + " holding '" + file.getValue().strip() + "'")
            .collect(Collectors.joining(", "));
  }

  /// Returns the files of a subtask. A subtask with an unknown id has to write all files.
  Map<String, String> filesOf(String subtask) {
    var own = subtask.replaceAll("-v\\d+$", "") + ".txt";
    return expectedFiles.containsKey(own) ? Map.of(own, expectedFiles.get(own)) : expectedFiles;
  }

  /// Writes a file without the engine.
  void put(String file, String content) {
    try {
      Files.writeString(workspace.resolve(file), content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Returns whether all files have the expected content. This is the oracle.
  boolean isGoalMet() {
    return expectedFiles.entrySet().stream()
        .allMatch(file -> holds(file.getKey(), file.getValue()));
  }

  boolean holds(String file, String content) {
    try {
      var path = workspace.resolve(file);
      return Files.isRegularFile(path) && Files.readString(path).equals(content);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /// Returns whether another fault is due.
  boolean nextCallFails() {
    return faults.getAndIncrement() < faultsMax;
  }

  /// Returns whether this is the first hang.
  boolean isFirstHang() {
    return hangs.getAndIncrement() == 0;
  }

  ModelResponse respond(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var subtask = ScenarioCall.subtaskOf(request);
    int number =
        callCounts
            .computeIfAbsent(request.role() + " " + subtask, key -> new AtomicInteger())
            .getAndIncrement();
    var call = new ScenarioCall(this, request, listener, subtask, number);
    return switch (request.role()) {
      case PLANNER -> planner.respond(call);
      case EXECUTOR -> executor.respond(call);
      case VERIFIER -> verifier.respond(call);
      case EXTRACTOR -> ScenarioCall.says("[]");
    };
  }
}
