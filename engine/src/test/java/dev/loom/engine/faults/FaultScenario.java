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

/// One run of a beast: what it is to do, how it answers, and the oracle. Without a beast's taming
/// it is a good model's life.
///
/// Models are asked from many threads at once; what changes during a run is counted atomically.
final class FaultScenario {
  /// How its goal begins, so that every question can be told whose it is.
  final String id;

  final Random random;
  final Path workspace;

  /// Which subtasks there are, in order.
  final List<String> subtasks;

  /// The subtask that goes wrong.
  final String victim;

  /// How often it goes wrong before it does not any more.
  final int faultsMax;

  /// Whether it goes wrong only after its file was written.
  final boolean afterWrite;

  /// Which file must hold what in the end.
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

  /// The files that a subtask has to write; one that no plan of ours names has to write all.
  Map<String, String> filesOf(String subtask) {
    var own = subtask.replaceAll("-v\\d+$", "") + ".txt";
    return expectedFiles.containsKey(own) ? Map.of(own, expectedFiles.get(own)) : expectedFiles;
  }

  /// Puts a file there before the task begins, or behind the engine's back.
  void put(String file, String content) {
    try {
      Files.writeString(workspace.resolve(file), content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The oracle: whether every wanted file holds exactly what it should.
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

  /// Whether one more fault is due.
  boolean nextCallFails() {
    return faults.getAndIncrement() < faultsMax;
  }

  /// Whether this is the first time that it might hang.
  boolean isFirstHang() {
    return hangs.getAndIncrement() == 0;
  }

  ModelResponse answer(ModelRequest request, ModelListener listener)
      throws ModelException, InterruptedException {
    var subtask = ScenarioCall.subtaskOf(request);
    int number =
        callCounts
            .computeIfAbsent(request.role() + " " + subtask, key -> new AtomicInteger())
            .getAndIncrement();
    var call = new ScenarioCall(this, request, listener, subtask, number);
    return switch (request.role()) {
      case PLANNER -> planner.answer(call);
      case EXECUTOR -> executor.answer(call);
      case VERIFIER -> verifier.answer(call);
      case EXTRACTOR -> ScenarioCall.says("[]");
    };
  }
}
