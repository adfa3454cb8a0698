package dev.loom.tools.change;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Concurrent calls, split into steps that run on one thread in an order given by a seed. A step
/// that would block on another call is postponed.
final class SimulatedCalls implements AutoCloseable {
  static final List<String> PATHS = List.of("a", "b", "d/c", "d/e", "link");
  private static final int STEPS_MAX = 400;

  private final Path root;
  private final TaskId task;
  private final ChangeLog changes;
  private final ConfinedWorkspace workspace;
  private final Random random;
  private final List<Call> calls = new ArrayList<>();

  /// Whether a call holds the lock of the workspace, which is reentrant on this one thread.
  private boolean locked;

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
                false));
    record.wrap(workspace);
    return record;
  }

  /// Runs steps until all calls are finished or the limit is reached.
  ///
  /// @return whether all calls are finished
  boolean run(int stepsMax) throws IOException {
    for (var step = 0; step < Math.min(stepsMax, STEPS_MAX); step++) {
      var ready = new ArrayList<Call>();
      for (var call : calls) {
        if (call.isReady()) {
          ready.add(call);
        }
      }
      if (ready.isEmpty()) {
        return calls.isEmpty();
      }
      var next = ready.get(random.nextInt(ready.size()));
      if (!next.step()) {
        calls.remove(next);
      }
    }
    return calls.isEmpty();
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
    boolean isReady() throws IOException;

    /// @return false after the last step
    boolean step() throws IOException;
  }

  private final class Write implements Call {
    private final CallChangeRecorder record;
    private final String path = path();
    private final boolean fails = random.nextInt(6) == 0;
    private WriteRecorder write;
    private int at;

    Write(CallChangeRecorder record) {
      this.record = record;
    }

    @Override
    public boolean isReady() throws IOException {
      return at > 0 || !locked;
    }

    @Override
    public boolean step() throws IOException {
      switch (at++) {
        case 0 -> {
          write = new WriteRecorder(workspace, record, path);
          locked = true;
        }
        case 1 -> {
          if (!write.begin(path, content = content())) {
            at = 4;
          }
        }
        case 2 -> effect();
        case 3 -> {
          if (fails) {
            write.abandon();
          } else {
            write.end();
          }
        }
        default -> {
          write.close();
          locked = false;
          record.close();
        }
      }
      return at < 5;
    }

    private byte[] content;

    private void effect() throws IOException {
      var file = root.resolve(path);
      if (!fails || random.nextBoolean()) {
        Files.createDirectories(file.getParent());
        var temp = root.resolve(".loom-draft-" + record.call().stepId());
        Files.write(temp, content);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.setPosixFilePermissions(temp, Files.getPosixFilePermissions(file));
        }
        Files.move(temp, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private final class Command implements Call {
    private final CallChangeRecorder record;
    private final RecordingProcessRunner commands;
    private int effects = random.nextInt(5);
    private WorkspaceScan comparison;
    private int at;

    Command(CallChangeRecorder record) {
      this.record = record;
      this.commands =
          (RecordingProcessRunner)
              record.wrap(
                  (command, environment) -> {
                    throw new IOException("no process in a simulation");
                  });
    }

    @Override
    public boolean isReady() {
      return switch (at) {
        case 0, 4 -> !locked;
        default -> true;
      };
    }

    @Override
    public boolean step() throws IOException {
      switch (at) {
        case 0 -> {
          record.taskLog();
          begin(CurrentFiles.Retention.STORE_DURABLY);
        }
        case 1, 5 -> comparison.scan();
        case 2 -> {
          commands.storeManifest(comparison);
          end();
        }
        case 3 -> {
          if (effects-- > 0) {
            changeAnyFile();
            return true;
          }
        }
        case 4 -> begin(CurrentFiles.Retention.STORE);
        case 6 -> comparison.recordDifferences(Optional.of(commands));
        case 7 -> end();
        default -> {
          commands.close();
          record.close();
        }
      }
      return ++at < 9;
    }

    private void begin(CurrentFiles.Retention keeping) throws IOException {
      comparison = new WorkspaceScan(record, keeping);
      locked = true;
    }

    private void end() {
      comparison.close();
      locked = false;
    }
  }
}
