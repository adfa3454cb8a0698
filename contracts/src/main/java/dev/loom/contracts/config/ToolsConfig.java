package dev.loom.contracts.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;

/// `[tools]`: limits of tool calls and of undo.
///
/// @param parallelMax concurrent calls
/// @param outputCharsMax maximum length of an output shown to a model, in characters
/// @param shellTimeoutSeconds maximum duration of a shell command
/// @param undoFileBytesMax size in bytes above which changed files are listed but cannot be undone
/// @param undoTotalBytesMax maximum number of bytes saved per workspace before a command; changes
///   of files beyond it are listed but cannot be undone
/// @param undoEntriesMax files and directories of a workspace above which the changes of commands
///   are unknown and cannot be undone
/// @param undoStore how long the changes of tasks can be undone
/// @param concurrentWrites whether calls that may change files of the same workspace run at the
///   same time; otherwise one after another
/// @param processes limits of processes
/// @param web which servers tools contact
public record ToolsConfig(
    int parallelMax,
    int outputCharsMax,
    int shellTimeoutSeconds,
    int undoFileBytesMax,
    int undoTotalBytesMax,
    int undoEntriesMax,
    @JsonUnwrapped UndoStore undoStore,
    boolean concurrentWrites,
    @JsonUnwrapped Processes processes,
    @JsonUnwrapped Web web) {
  /// The search service that needs no key.
  public static final String DUCKDUCKGO = "duckduckgo";

  private static final int MEBIBYTE = 1024 * 1024;
  private static final int UNDO_STORE_MB = 4_096;

  public ToolsConfig {
    Objects.requireNonNull(processes, "processes");
    Objects.requireNonNull(web, "web");
    ConfigBounds.requireRange("tools.parallel_max", parallelMax, 1, 10_000);
    ConfigBounds.requireRange("tools.output_chars_max", outputCharsMax, 1_000, 1_000_000);
    ConfigBounds.requireRange("tools.shell_timeout_seconds", shellTimeoutSeconds, 1, 7_000);
    ConfigBounds.requireRange("tools.undo_file_bytes_max", undoFileBytesMax, 0, 1_024 * MEBIBYTE);
    ConfigBounds.requireRange(
        "tools.undo_total_bytes_max", undoTotalBytesMax, 0, Integer.MAX_VALUE);
    ConfigBounds.requireRange("tools.undo_entries_max", undoEntriesMax, 0, 10_000_000);
  }

  /// Creates a configuration with the default size of the undo data and search service.
  public ToolsConfig(
      int parallelMax,
      int outputCharsMax,
      int shellTimeoutSeconds,
      int undoFileBytesMax,
      int undoTotalBytesMax,
      int undoEntriesMax,
      int undoKeepDays,
      boolean concurrentWrites,
      Processes processes,
      List<String> httpAllowedHosts) {
    this(
        parallelMax,
        outputCharsMax,
        shellTimeoutSeconds,
        undoFileBytesMax,
        undoTotalBytesMax,
        undoEntriesMax,
        new UndoStore(undoKeepDays, UNDO_STORE_MB),
        concurrentWrites,
        processes,
        new Web(httpAllowedHosts, DUCKDUCKGO));
  }

  /// Returns what tools may contact although it is not public.
  public List<String> httpAllowedHosts() {
    return web.httpAllowedHosts();
  }

  /// Returns the limits that the settings of a task can change.
  public CallLimits callLimits() {
    return new CallLimits(shellTimeoutSeconds, outputCharsMax);
  }

  /// Which servers tools contact.
  ///
  /// @param httpAllowedHosts host names, IP addresses and CIDR blocks that tools may contact
  ///   although they are not public
  /// @param webSearch [#DUCKDUCKGO], or the address of a SearXNG server
  public record Web(List<String> httpAllowedHosts, String webSearch) {
    public Web {
      httpAllowedHosts = List.copyOf(httpAllowedHosts);
      if (!webSearch.equals(DUCKDUCKGO) && !isHttp(webSearch)) {
        throw new IllegalArgumentException(
            "tools.web_search must be 'duckduckgo' or the http or https address of a SearXNG"
                + " server, not '"
                + webSearch
                + "'");
      }
    }

    private static boolean isHttp(String address) {
      try {
        var uri = new URI(address);
        return uri.getHost() != null && uri.getScheme().matches("https?");
      } catch (URISyntaxException invalid) {
        return false;
      }
    }
  }

  /// How long the changes of tasks can be undone.
  ///
  /// @param undoKeepDays days after a task's last change
  /// @param undoStoreMbMax size of all saved file contents in MiB, above which the oldest are
  ///   deleted
  public record UndoStore(int undoKeepDays, int undoStoreMbMax) {
    public UndoStore {
      ConfigBounds.requireRange("tools.undo_keep_days", undoKeepDays, 1, 36_500);
      ConfigBounds.requireRange("tools.undo_store_mb_max", undoStoreMbMax, 0, 16_777_216);
    }
  }

  /// Limits of processes.
  ///
  /// @param sandbox whether they run in a sandbox
  /// @param sandboxHosts hosts that they may contact from it; see [HostPattern]
  /// @param processesMax processes of one call, or of one background process
  /// @param processMemoryMbMax memory of these processes together, in MiB
  /// @param processFileMbMax size of a file that a process writes, in MiB
  /// @param backgroundPerTaskMax running background processes of one task
  /// @param backgroundMax running background processes of all tasks
  /// @param backgroundSecondsMax age at which a background process is stopped
  public record Processes(
      SandboxMode sandbox,
      List<String> sandboxHosts,
      int processesMax,
      int processMemoryMbMax,
      int processFileMbMax,
      int backgroundPerTaskMax,
      int backgroundMax,
      int backgroundSecondsMax) {
    public Processes {
      Objects.requireNonNull(sandbox, "sandbox");
      sandboxHosts = List.copyOf(sandboxHosts);
      sandboxHosts.forEach(entry -> HostPattern.parse("tools.sandbox_hosts", entry));
      ConfigBounds.requireRange("tools.processes_max", processesMax, 10, 100_000);
      ConfigBounds.requireRange("tools.process_memory_mb_max", processMemoryMbMax, 64, 16_777_216);
      ConfigBounds.requireRange("tools.process_file_mb_max", processFileMbMax, 1, 1_048_576);
      ConfigBounds.requireRange("tools.background_per_task_max", backgroundPerTaskMax, 0, 1_000);
      ConfigBounds.requireRange("tools.background_max", backgroundMax, 0, 1_000);
      ConfigBounds.requireRange("tools.background_seconds_max", backgroundSecondsMax, 1, 604_800);
    }

    public static Processes defaults() {
      return new Processes(SandboxMode.AUTO, List.of(), 512, 8_192, 8_192, 8, 32, 3_600);
    }

    /// Returns these limits with another mode.
    public Processes withSandbox(SandboxMode mode) {
      return new Processes(
          mode,
          sandboxHosts,
          processesMax,
          processMemoryMbMax,
          processFileMbMax,
          backgroundPerTaskMax,
          backgroundMax,
          backgroundSecondsMax);
    }
  }

  public static ToolsConfig defaults() {
    return new ToolsConfig(
        64,
        30_720,
        120,
        8 * MEBIBYTE,
        256 * MEBIBYTE,
        20_000,
        30,
        false,
        Processes.defaults(),
        List.of());
  }
}
