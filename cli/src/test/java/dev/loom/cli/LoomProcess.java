package dev.loom.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A running packaged program. Closing it kills it.
final class LoomProcess implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 60;
  private static final Pattern LISTENS = Pattern.compile("(?m)^Loom listens on (http://\\S+)$");

  private final Process process;
  private final Output out;
  private final Output errors;

  LoomProcess(Process process) throws IOException {
    this.process = process;
    process.getOutputStream().close();
    this.out = new Output(process.getInputStream());
    this.errors = new Output(process.getErrorStream());
  }

  /// Exit code and complete output.
  record Ended(int exitCode, String out, String errors) {}

  /// Waits for the address that it prints.
  URI address() throws Exception {
    return URI.create(awaitOutput(LISTENS).group(1));
  }

  /// Waits for the address that it prints; empty if the process ends first.
  Optional<URI> addressUnlessEnded() throws Exception {
    try {
      return Optional.of(address());
    } catch (AssertionError failure) {
      // Its pipes close shortly before it ends.
      if (!process.waitFor(1, TimeUnit.SECONDS)) {
        throw failure;
      }
      return Optional.empty();
    }
  }

  /// Waits until its standard output matches a pattern.
  Matcher awaitOutput(Pattern wanted) throws Exception {
    try {
      return out.await(wanted).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError(
          "no output matches " + wanted + ":\n" + out.text() + errors.text(), failure);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Waits for its end.
  Ended awaitEnd() throws Exception {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process did not end:\n" + out.text() + errors.text());
    }
    return new Ended(process.exitValue(), out.awaitAll(), errors.awaitAll());
  }

  /// Waits for some time and fails if the process ends.
  void assertAliveFor(Duration time) throws Exception {
    try {
      process.onExit().get(time.toNanos(), TimeUnit.NANOSECONDS);
      throw new AssertionError(
          "the process ended by itself:\n" + out.awaitAll() + errors.awaitAll());
    } catch (TimeoutException stillThere) {
      // Expected.
    }
  }

  /// Sends SIGKILL.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Sends SIGTERM and waits for its end.
  Ended stop() throws Exception {
    // Process.destroy would close its pipes, too.
    process.toHandle().destroy();
    return awaitEnd();
  }

  @Override
  public void close() {
    kill();
  }

  /// Collects the output of one pipe.
  private static final class Output {
    private final StringBuilder text = new StringBuilder();
    private final Thread reader;
    private Pattern wanted;
    private CompletableFuture<Matcher> found;
    private boolean isEnded;

    Output(InputStream pipe) {
      reader = Thread.ofVirtual().start(() -> read(pipe));
    }

    private void read(InputStream pipe) {
      try (var lines = new BufferedReader(new InputStreamReader(pipe, StandardCharsets.UTF_8))) {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
          add(line + "\n");
        }
      } catch (IOException | UncheckedIOException killed) {
        // The process was killed; keep what was read.
      }
      ended();
    }

    private synchronized void add(String line) {
      text.append(line);
      completeIfFound();
    }

    private synchronized void ended() {
      isEnded = true;
      if (found != null) {
        found.completeExceptionally(new IOException("the process ended"));
      }
    }

    synchronized CompletableFuture<Matcher> await(Pattern pattern) {
      wanted = pattern;
      found = new CompletableFuture<>();
      completeIfFound();
      if (isEnded) {
        ended();
      }
      return found;
    }

    private void completeIfFound() {
      if (found != null) {
        // On a copy: more text may be appended while the caller reads the match.
        var matcher = wanted.matcher(text.toString());
        if (matcher.find()) {
          found.complete(matcher);
        }
      }
    }

    synchronized String text() {
      return text.toString();
    }

    String awaitAll() throws InterruptedException {
      reader.join(Duration.ofSeconds(TIMEOUT_SECONDS));
      return text();
    }
  }
}
