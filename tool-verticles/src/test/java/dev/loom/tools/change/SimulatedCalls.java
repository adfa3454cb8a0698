package dev.loom.tools.change;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.process.CallProcesses;
import dev.loom.tools.sandbox.Confinement;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Concurrent calls, split into steps that run on one thread in an order given by a seed. Processes
/// also change files in the middle of a write.
final class SimulatedCalls implements AutoCloseable {
  static final List<String> PATHS = List.of("a", "b", "d/c", "d/e", "link");
  private static final int STEPS_MAX = 400;

  private final Path root;
  private final TaskId task;
  private final ChangeLog changes;
  private final ConfinedWorkspace workspace;
  private final Random random;
  private final List<Call> calls = new ArrayList<>();

  /// Commands between the start and the end of their processes.
  private int running;

  /// Whether the engine crashes within the current step.
  private boolean crashing;

  private int contents;

  SimulatedCalls(Path root, Path home, TaskId task, long seed) throws IOException {
    this.root = root;
    this.task = task;
    this.random = new Random(seed);
    this.changes = new ChangeLog(ToolsConfig.defaults(), home);
    this.workspace = ConfinedWorkspace.open(root);
    var count = 2 + random.nextInt(6);
    for (var i = 0; i < count; i++) {
      calls.add(random.nextBoolean() ? new Command(record(i)) : new Write(record(i)));
    }
  }

  private CallChangeRecorder record(int number) {
    var id = new StepId("s" + number + ".1.1.1");
    var record =
        changes.recorderFor(
            new RunTool(
                OperationId.forTask(task, id.value()),
                task,
                new SubtaskId("s" + number),
                id,
                root.toString(),
                "simulated",
                Map.of(),
                false,
                false),
            List.of());
    record.wrap(workspace);
    return record;
  }

  /// Runs steps until all calls are finished, or the engine crashes in the last one.
  ///
  /// @return whether all calls are finished
  boolean run(int stepsMax) throws IOException {
    try {
      for (var step = 0; step < Math.min(stepsMax, STEPS_MAX) && !calls.isEmpty(); step++) {
        crashing = step == stepsMax - 1;
        var next = calls.get(random.nextInt(calls.size()));
        if (!next.step()) {
          calls.remove(next);
        }
      }
    } catch (Crash ignored) {
      // The engine has stopped.
    }
    return calls.isEmpty();
  }

  /// Stops a write without a chance to record its outcome.
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private String path() {
    return PATHS.get(random.nextInt(PATHS.size()));
  }

  private byte[] content() {
    // Few different contents, so that files also return to earlier contents.
    contents = (contents + 1 + random.nextInt(3)) % 5;
    return ("content " + contents).getBytes(StandardCharsets.UTF_8);
  }

  /// Simulates a file change by a process.
  private void changeAnyFile() throws IOException {
    var file = root.resolve(path());
    switch (random.nextInt(5)) {
      case 0 -> Files.deleteIfExists(file);
      case 1 -> {
        Files.deleteIfExists(file);
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Path.of("nowhere" + random.nextInt(2)));
      }
      case 2 -> {
        if (Files.isRegularFile(file)) {
          var mode = random.nextBoolean() ? "rwx------" : "rw-r--r--";
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
      }
      default -> {
        if (Files.isSymbolicLink(file)) {
          Files.delete(file);
        }
        Files.createDirectories(file.getParent());
        Files.write(file, content());
      }
    }
  }

  /// Releases the same resources as a crashed engine.
  @Override
  public void close() throws IOException {
    workspace.close();
    changes.close();
  }

  private interface Call {
    /// @return false after the last step
    boolean step() throws IOException;
  }

  private final class Write implements Call {
    private final CallChangeRecorder record;

    Write(CallChangeRecorder record) {
      this.record = record;
    }

    @Override
    public boolean step() throws IOException {
      var path = path();
      var content = content();
      var failure = random.nextInt(6) == 0 ? new IOException("the write fails") : null;
      try {
        new RecordingWorkspace(workspace, record)
            .write(
                path,
                content,
                () -> {
                  effect(root.resolve(workspace.realPath(path)), content, failure);
                  return null;
                });
      } catch (IOException expected) {
        if (expected != failure) {
          throw expected;
        }
      }
      record.close();
      return false;
    }

    private void effect(Path file, byte[] content, IOException failure) throws IOException {
      if (running > 0 && random.nextBoolean()) {
        changeAnyFile();
      }
      if (failure == null && !crashing || random.nextBoolean()) {
        replace(file, content);
      }
      if (crashing) {
        throw new Crash();
      }
      if (failure != null) {
        throw failure;
      }
    }

    private void replace(Path file, byte[] content) throws IOException {
      Files.createDirectories(file.getParent());
      var temp = root.resolve(".loom-draft-" + record.call().stepId());
      Files.write(temp, content);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(temp, Files.getPosixFilePermissions(file));
      }
      Files.move(temp, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private final class Command implements Call {
    private final CallChangeRecorder record;
    private final RecordingProcessRunner commands;
    private int effects = random.nextInt(5);
    private int at;

    Command(CallChangeRecorder record) {
      this.record = record;
      this.commands =
          (RecordingProcessRunner)
              record.wrap(
                  new CallProcesses(
                      Confinement.none(root),
                      Map.of(),
                      () -> Duration.ZERO,
                      ToolHarness.noBackground()),
                  GuardedFiles.ALL);
    }

    @Override
    public boolean step() throws IOException {
      switch (at) {
        case 0 -> {
          commands.begin();
          running++;
        }
        case 1 -> {
          if (effects-- > 0) {
            changeAnyFile();
            return true;
          }
        }
        case 2 -> {
          running--;
          commands.end();
        }
        default -> record.close();
      }
      return ++at < 4;
    }
  }
}
