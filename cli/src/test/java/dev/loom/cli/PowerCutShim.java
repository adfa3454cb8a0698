package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The library between a program and the C library that writes down what a disk is told; see
/// `powercut.c`. Whoever has no C compiler for Linux skips the tests that need it.
///
/// @param library compiled
record PowerCutShim(Path library) {
  private static final Path SOURCE = Path.of("src", "test", "native", "powercut.c");
  private static final long COMPILE_SECONDS_MAX = 60;

  /// Compiles it into a directory.
  static PowerCutShim compile(Path directory) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "LD_PRELOAD as used here is Linux's");
    var library = directory.resolve("powercut.so");
    var line =
        new String[] {
          "gcc", "-shared", "-fPIC", "-O1", "-o", library.toString(), SOURCE.toString(), "-ldl"
        };
    Process compiler;
    try {
      compiler = new ProcessBuilder(line).redirectErrorStream(true).start();
    } catch (IOException missing) {
      assumeTrue(false, "no gcc on this machine: " + missing.getMessage());
      throw missing;
    }
    var output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(compiler.waitFor(COMPILE_SECONDS_MAX, TimeUnit.SECONDS), "gcc does not end");
    assertEquals(0, compiler.exitValue(), output);
    return new PowerCutShim(library);
  }

  /// The environment of a program whose files are watched.
  ///
  /// @param prefix with what their absolute paths begin
  /// @param log where the record goes; an old one is removed
  Map<String, String> recordingEnvironment(String prefix, Path log) throws IOException {
    Files.deleteIfExists(log);
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "POWERCUT_PREFIX", prefix,
        "POWERCUT_LOG", log.toString());
  }

  /// The same, and the program is killed in the place of a watched call, counted from 1.
  Map<String, String> killingEnvironment(long call, String prefix, Path log) throws IOException {
    var environment = new HashMap<>(recordingEnvironment(prefix, log));
    environment.put("POWERCUT_KILL_AT", Long.toString(call));
    return environment;
  }

  /// The same, and watched calls fail while a file says so, such as `sync 5` or `write 28`.
  Map<String, String> failingEnvironment(Path fault, String prefix, Path log) throws IOException {
    var environment = new HashMap<>(recordingEnvironment(prefix, log));
    environment.put("POWERCUT_FAULT", fault.toString());
    return environment;
  }
}
