package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.schema.BuiltinTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// A tool that changes the file at its argument `path`. Calls that change the same file run one
/// after another, also with `tools.concurrent_writes`.
abstract class FileWritingTool extends BuiltinTool {
  /// Different files may share a lock.
  private static final List<ReentrantLock> LOCKS =
      Stream.generate(ReentrantLock::new).limit(256).toList();

  private final CrashRecoveryLookup recoveryLookup;

  FileWritingTool(
      String name,
      String description,
      Map<String, Object> parameters,
      CrashRecoveryLookup recoveryLookup) {
    super(name, description, parameters, Duration.ofSeconds(10), CrashPolicy.VERIFY);
    this.recoveryLookup = recoveryLookup;
  }

  @Override
  public final List<ToolEffect> effects(Arguments arguments) {
    return List.of(new ToolEffect.WritesPath(arguments.text("path")));
  }

  /// Finds the state of a file before the first execution of a repeated call.
  final Optional<CrashRecoveryLookup.BeforeImage> findBefore(ToolContext context, String path)
      throws IOException {
    return recoveryLookup.find(context, path);
  }

  @Override
  public final ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var path = arguments.text("path");
    var workspace = context.workspace();
    var file = workspace.root().resolve(workspace.relativize(path));
    var lock = LOCKS.get(Math.floorMod(file.hashCode(), LOCKS.size()));
    lock.lockInterruptibly();
    try {
      return change(arguments, workspace, path);
    } finally {
      lock.unlock();
    }
  }

  /// Changes the file, while no other call does.
  abstract ToolResult change(Arguments arguments, Workspace workspace, String path)
      throws IOException, InterruptedException;
}
