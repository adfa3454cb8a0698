package dev.loom.tools;

import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.RecordedChange;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.host.ToolHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs tools with a change log on real directories and simulates engine restarts.
public final class ChangeLogHarness implements AutoCloseable {
  public final TaskId task = TaskId.random();
  public final Path root;
  public final Path home;
  private final ToolsConfig config;
  private final List<Tool> extra;
  private ChangeLog changes;
  private ToolHost host;
  private final AtomicInteger steps = new AtomicInteger();

  public ChangeLogHarness(Path temp, ToolsConfig config, Tool... extra) throws IOException {
    this(temp, temp.toRealPath().resolve("home"), config, extra);
  }

  public ChangeLogHarness(Path temp, Path home) throws IOException {
    this(temp, home, ToolsConfig.defaults());
  }

  private ChangeLogHarness(Path temp, Path home, ToolsConfig config, Tool... extra)
      throws IOException {
    this.root = Files.createDirectory(temp.toRealPath().resolve("workspace"));
    this.home = home;
    this.config = config;
    this.extra = List.of(extra);
    start();
  }

  public ChangeLogHarness(Path temp, Tool... extra) throws IOException {
    this(temp, ToolsConfig.defaults(), extra);
  }

  private void start() {
    changes = new ChangeLog(config, home);
    var shared = ToolHarness.shared(config, changes);
    host =
        new ToolHost(
            shared,
            BuiltinTools.create(config, List.of(), changes::findBeforeImage, shared.seenFiles()),
            extra);
  }

  /// Starts a new engine that knows only the stored data.
  public void restart() {
    close();
    start();
  }

  public ToolResult run(String subtask, String tool, Map<String, Object> arguments)
      throws InterruptedException {
    return run(subtask, steps.incrementAndGet(), tool, arguments, false);
  }

  public ToolResult repeat(String subtask, String tool, Map<String, Object> arguments)
      throws InterruptedException {
    return run(subtask, steps.get(), tool, arguments, true);
  }

  private ToolResult run(
      String subtask, int step, String tool, Map<String, Object> arguments, boolean repeated)
      throws InterruptedException {
    return run(subtask, step, tool, arguments, false, repeated);
  }

  private ToolResult run(
      String subtask,
      int step,
      String tool,
      Map<String, Object> arguments,
      boolean approved,
      boolean repeated)
      throws InterruptedException {
    var id = new StepId(subtask + ".1." + step + ".1");
    var call =
        new RunTool(
            OperationId.forTask(task, id.value()),
            task,
            new SubtaskId(subtask),
            id,
            root.toString(),
            tool,
            arguments,
            approved,
            repeated);
    return host.run(call).result();
  }

  /// Reads a file and writes it, as a model does that must not overwrite what it has not seen.
  public ToolResult write(String subtask, String path, String content) throws InterruptedException {
    run(subtask, steps.get() + 1, "read_file", Map.of("path", path), false);
    return run(subtask, "write_file", Map.of("path", path, "content", content));
  }

  public ToolResult shell(String subtask, String command) throws InterruptedException {
    return run(subtask, "shell_execute", Map.of("command", command));
  }

  /// Runs a command that a user approved.
  public ToolResult approved(String subtask, String command) throws InterruptedException {
    return run(
        subtask, steps.incrementAndGet(), "shell_execute", Map.of("command", command), true, false);
  }

  public List<RecordedChange> list() {
    return list(Optional.empty(), false);
  }

  public List<RecordedChange> list(Optional<String> subtask, boolean withDiffs) {
    var request = new ListChanges(task, root.toString(), subtask.map(SubtaskId::new), withDiffs);
    return changes.list(request).changes();
  }

  /// The recorded changes, one `KIND path` each.
  public List<String> kinds() {
    return list().stream().map(change -> change.kind() + " " + change.path()).toList();
  }

  public UndoChanges.Undone undo(UndoChanges.Scope scope) {
    return changes.undo(new UndoChanges(task, root.toString(), scope));
  }

  public UndoChanges.Undone undoAll() {
    return undo(new UndoChanges.WholeTask());
  }

  public Path logFile() {
    return home.resolve("changes/" + task + ".jsonl");
  }

  /// All names of the workspace with content and permissions.
  public SortedMap<String, String> tree() throws IOException {
    var tree = new TreeMap<String, String>();
    try (var paths = Files.walk(root)) {
      for (var path : paths.toList()) {
        tree.put(root.relativize(path).toString(), describe(path));
      }
    }
    return tree;
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    if (Files.isDirectory(path)) {
      return "directory";
    }
    var mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    return PosixFilePermissions.toString(mode)
        + " "
        + HexFormat.of().formatHex(Files.readAllBytes(path));
  }

  @Override
  public void close() {
    try {
      host.close();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException("interrupted while closing", stopped);
    }
    changes.close();
  }
}
