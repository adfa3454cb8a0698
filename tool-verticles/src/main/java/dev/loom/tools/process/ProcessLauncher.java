package dev.loom.tools.process;

import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.egress.SandboxProxy;
import dev.loom.tools.sandbox.Confinement;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Starts processes of a call, each in its own session, confined, and with a clean environment.
///
/// @param markers environment variables that identify the call
record ProcessLauncher(Confinement confinement, Map<String, String> markers) {
  private static final File DEV_NULL = new File("/dev/null");

  /// The encoding of arguments, which the locale of the engine decides.
  private static final Charset ENCODING = Charset.forName(System.getProperty("sun.jnu.encoding"));

  /// Started process with everything that it is going to start.
  record Started(Process process, ProcessTree tree, Optional<SandboxProxy> proxy) {
    /// Returns the hosts that the proxy of the process refused.
    List<String> refusedHosts() {
      return proxy.map(SandboxProxy::refused).orElse(List.of());
    }
  }

  /// Starts a process with empty standard input.
  ///
  /// @throws IOException if the process cannot be started; says why
  Started start(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(new ProcessBuilder().redirectInput(DEV_NULL), command, environment);
  }

  /// Starts a process whose standard input is a pipe, and whose standard error is merged with
  /// standard output.
  ///
  /// @throws IOException if the process cannot be started; says why
  Started startWithInput(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(new ProcessBuilder().redirectErrorStream(true), command, environment);
  }

  /// Starts a process whose three streams are pipes.
  ///
  /// @throws IOException if the process cannot be started; says why
  Started startWithPipes(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    return start(new ProcessBuilder(), command, environment);
  }

  private Started start(ProcessBuilder builder, List<String> command, Map<String, String> added)
      throws IOException, InterruptedException {
    checkEncodable(command);
    var runId = UUID.randomUUID().toString();
    var ids = new HashMap<>(markers);
    ids.putAll(OrphanReaper.marker());
    ids.put(CleanEnvironment.RUN_ID, runId);
    var environment = CleanEnvironment.create(System.getenv(), added, ids);
    var endsWithRoot = confinement.sandbox().tier() == SandboxTier.BUBBLEWRAP;
    var id = ProcessLimits.newId();
    builder.command(
        ProcessLimits.command(
            ProgramSearch.resolve(command, environment.get("PATH"), directory()),
            confinement.policy().limits(),
            endsWithRoot,
            id));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      var proxy = confinement.openProxy();
      var process = confinement.start(builder, proxy);
      var marker = CleanEnvironment.RUN_ID + "=" + runId;
      return new Started(process, new ProcessTree(process, marker, id, endsWithRoot), proxy);
    } catch (IOException failure) {
      throw new IOException("Cannot run '" + command.getFirst() + "': " + reason(failure), failure);
    }
  }

  /// Java would pass a question mark for each character that the encoding of the locale lacks.
  private static void checkEncodable(List<String> command) throws IOException {
    if (!command.stream().allMatch(ProcessLauncher::isEncodable)) {
      throw new IOException(
          "Cannot run '%s': the encoding %s lacks characters of its arguments; start the engine"
                  .formatted(command.getFirst(), ENCODING)
              + " with LC_ALL=C.UTF-8");
    }
  }

  static boolean isEncodable(String argument) {
    return ENCODING.newEncoder().canEncode(argument);
  }

  private Path directory() {
    return confinement.policy().workspace();
  }

  private String reason(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Argument list too long")
        ? "the command line is too long; write it to a file and run the file"
        : "it could not be started in " + directory();
  }
}
