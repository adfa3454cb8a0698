package dev.loom.tools;

import dev.loom.api.tool.Tool;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.tools.file.CrashRecoveryLookup;
import dev.loom.tools.file.DeleteFileTool;
import dev.loom.tools.file.EditFileTool;
import dev.loom.tools.file.ListDirectoryTool;
import dev.loom.tools.file.MoveFileTool;
import dev.loom.tools.file.ReadFileTool;
import dev.loom.tools.file.SeenFiles;
import dev.loom.tools.file.WriteFileTool;
import dev.loom.tools.git.GitCommandTool;
import dev.loom.tools.math.CalculatorTool;
import dev.loom.tools.search.GlobFindTool;
import dev.loom.tools.search.SearchFilesTool;
import dev.loom.tools.shell.ShellExecuteTool;
import dev.loom.tools.web.WebFetchTool;
import dev.loom.tools.web.WebSearchTool;
import java.time.Duration;
import java.util.List;

/// Creates the tools built into every engine.
final class BuiltinTools {
  private static final Duration GIT_TIME_LIMIT = Duration.ofSeconds(120);

  private BuiltinTools() {}

  /// @param hosts that commands reach without an approval
  /// @param recoveryLookup finds the state of a file before a repeated call was first executed
  /// @param seenFiles what models have seen
  static List<Tool> create(
      ToolsConfig config,
      List<String> hosts,
      CrashRecoveryLookup recoveryLookup,
      SeenFiles seenFiles) {
    return List.of(
        new ReadFileTool(seenFiles),
        new WriteFileTool(recoveryLookup, seenFiles),
        new EditFileTool(recoveryLookup, seenFiles),
        new DeleteFileTool(),
        new MoveFileTool(),
        new ListDirectoryTool(),
        new SearchFilesTool(),
        new GlobFindTool(),
        new ShellExecuteTool(Duration.ofSeconds(config.shellTimeoutSeconds()), hosts),
        new GitCommandTool(GIT_TIME_LIMIT),
        new WebFetchTool(),
        new WebSearchTool(config.web().webSearch()),
        new CalculatorTool());
  }
}
