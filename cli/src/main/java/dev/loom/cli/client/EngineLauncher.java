package dev.loom.cli.client;

import dev.loom.contracts.config.Home;
import dev.loom.contracts.text.FileErrors;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Starts the engine of a home as a process of its own, which outlives the command and its
/// terminal. Of several commands that need an engine at the same time, one starts it and the others
/// wait for it.
public final class EngineLauncher {
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration NOTICE_AFTER = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 50;
  private static final long LOG_BYTES_MAX = 1024 * 1024;
  private static final int MESSAGE_BYTES_MAX = 16 * 1024;
  static final int EXIT_UNAVAILABLE = 69;

  /// In a session of its own, so that Ctrl-C and the end of the terminal do not reach it.
  private static final String DETACH =
      "command -v setsid >/dev/null && exec setsid \"$@\"; trap '' HUP INT; exec \"$@\"";

  private final Home home;
  private final List<String> arguments;
  private final Consumer<String> notices;
  private final Path log;
  private Optional<LoomClient> candidate = Optional.empty();

  /// @param arguments options of `loom serve`
  /// @param notices receives a line for the user if the start takes long
  public EngineLauncher(Home home, List<String> arguments, Consumer<String> notices) {
    this.home = home;
    this.arguments = List.copyOf(arguments);
    this.notices = notices;
    this.log = home.path().resolve("engine.log");
  }

  /// Returns the engine of the home, starting it if none runs.
  ///
  /// @throws CommandException if it does not start within a minute
  public LoomClient connect() throws InterruptedException {
    try {
      home.createIfMissing();
      return await();
    } catch (IOException failure) {
      throw new CommandException(
          "Loom's home " + home.path() + " cannot be used. " + FileErrors.describe(failure),
          EXIT_UNAVAILABLE);
    }
  }

  private LoomClient await() throws IOException, InterruptedException {
    var begun = System.nanoTime();
    var noticed = false;
    try (var channel =
        FileChannel.open(
            home.path().resolve("start.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE)) {
      FileLock lock = null;
      Process process = null;
      var logStart = 0L;
      while (true) {
        if (isRunning()) {
          return candidate.orElseThrow();
        }
        if (lock == null) {
          lock = channel.tryLock();
        } else if (process == null) {
          logStart = prepareLog();
          process = launch();
        } else if (!process.isAlive() && process.exitValue() == 0) {
          // It was not used in time, or stopped, before this command saw it.
          process = null;
        } else if (!process.isAlive()) {
          // It also ends if another one was started directly at the same time.
          var exitCode = process.exitValue();
          var start = logStart;
          return LocalEngine.find(home).orElseThrow(() -> failed(exitCode, start));
        }
        var waited = Duration.ofNanos(System.nanoTime() - begun);
        if (waited.compareTo(START_MAX) > 0) {
          throw new CommandException(
              "The engine did not start within %d s; see %s.".formatted(START_MAX.toSeconds(), log),
              EXIT_UNAVAILABLE);
        }
        if (!noticed && waited.compareTo(NOTICE_AFTER) > 0) {
          noticed = true;
          notices.accept("Waiting for the engine on " + home.path() + " to start …");
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
  }

  /// Returns whether the published engine responds. Keeps its client, because the first request of
  /// a client is expensive, and many commands may wait on a busy machine.
  private boolean isRunning() throws InterruptedException {
    var published = LocalEngine.published(home);
    if (!published.map(LoomClient::address).equals(candidate.map(LoomClient::address))) {
      candidate = published;
    }
    return candidate.isPresent() && candidate.get().isHealthy();
  }

  /// Reports why the process ended, from what it printed.
  private CommandException failed(int exitCode, long logStart) {
    var message = printedSince(logStart).strip().replaceAll("(?m)^loom: ", "");
    return new CommandException(
        message.isEmpty()
            ? "The engine ended with code " + exitCode + " during its start."
            : message,
        exitCode);
  }

  private String printedSince(long logStart) {
    try (var channel = FileChannel.open(log)) {
      var bytes = ByteBuffer.allocate((int) Math.min(channel.size() - logStart, MESSAGE_BYTES_MAX));
      channel.read(bytes, logStart);
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException ignored) {
      return "";
    }
  }

  /// Limits the log, which receives what the engine prints, and returns its length.
  private long prepareLog() throws IOException {
    try {
      var length = Files.size(log);
      if (length <= LOG_BYTES_MAX) {
        return length;
      }
      Files.move(log, log.resolveSibling("engine.log.1"), StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException ignored) {
      // The first start.
    }
    return 0;
  }

  private Process launch() throws IOException {
    var line = new ArrayList<>(List.of("sh", "-c", DETACH, "loom"));
    line.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElseGet(() -> Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    line.addAll(jvmOptions());
    line.addAll(program());
    line.addAll(List.of("serve", "--background"));
    line.addAll(arguments);
    return new ProcessBuilder(line)
        .directory(home.path().toFile())
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectErrorStream(true)
        .start();
  }

  /// Returns the options of this JVM that an engine needs too. A client is compiled by the first
  /// compiler alone, which is ready sooner; an engine needs both.
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            option ->
                !option.startsWith("-XX:TieredStopAtLevel")
                    && !option.startsWith("-XX:AOTCacheOutput")
                    && !option.startsWith("-agentlib"))
        .toList();
  }

  private static List<String> program() {
    var path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList();
    return path.size() == 1 && path.getFirst().endsWith(".jar")
        ? List.of("-jar", path.getFirst())
        : List.of(
            "-cp",
            path.stream().collect(Collectors.joining(File.pathSeparator)),
            "dev.loom.cli.Main");
  }
}
