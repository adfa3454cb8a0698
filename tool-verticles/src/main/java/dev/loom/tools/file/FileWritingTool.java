package dev.loom.tools.file;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.schema.BuiltinTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final SeenFiles seenFiles;

  FileWritingTool(
      String name,
      String description,
      Map<String, Object> parameters,
      CrashRecoveryLookup recoveryLookup,
      SeenFiles seenFiles) {
    super(name, description, parameters, Duration.ofSeconds(10), CrashPolicy.VERIFY);
    this.recoveryLookup = recoveryLookup;
    this.seenFiles = seenFiles;
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
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(arguments.values().toString())) {
      // JSON can express it, and a file would hold a question mark instead.
      return ToolResult.fail(
          "The arguments hold half of a character (a lone surrogate such as \\ud83d), which no file"
              + " can hold. Nothing was written. Write the whole character.");
    }
    var file = SeenFiles.realPath(context.workspace(), arguments.text("path"));
    var lock = LOCKS.get(Math.floorMod(file.hashCode(), LOCKS.size()));
    lock.lockInterruptibly();
    try {
      return change(arguments, context, file);
    } finally {
      lock.unlock();
    }
  }

  /// Changes the file, while no other call does.
  ///
  /// @param file the real path
  abstract ToolResult change(Arguments arguments, ToolContext context, Path file)
      throws IOException, InterruptedException;

  final SeenFiles seenFiles() {
    return seenFiles;
  }

  /// Warns that a file with several names will have only one of them after it was replaced. The
  /// others may lie outside the workspace, where no tool may write.
  static String linkNote(String relative, Path file) {
    int names;
    try {
      names = (Integer) Files.getAttribute(file, "unix:nlink");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException ignored) {
      return "";
    }
    return names < 2
        ? ""
        : "\nNote: %s had %d hard links. It is a file of its own now; the other names keep the old content."
            .formatted(relative, names);
  }
}
