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

/// The `LD_PRELOAD` library that logs and kills file operations of a process; see `powercut.c`.
/// Tests that need it are skipped on machines without Linux and a C compiler.
///
/// @param library the compiled shared library
record PowerCutShim(Path library) {
  private static final Path SOURCE = Path.of("src", "test", "native", "powercut.c");
  private static final long COMPILE_SECONDS_MAX = 60;

  /// Compiles the library into a directory.
  static PowerCutShim compile(Path directory) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "LD_PRELOAD needs Linux");
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

  /// Returns the environment of a program whose file operations are logged.
  ///
  /// @param prefix prefix of the absolute paths of these files
  /// @param log file for the log; an existing one is deleted
  Map<String, String> recordingEnvironment(String prefix, Path log) throws IOException {
    Files.deleteIfExists(log);
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "POWERCUT_PREFIX", prefix,
        "POWERCUT_LOG", log.toString());
  }

  /// Like [#recordingEnvironment], and kills the program at a logged call, counted from 1.
  Map<String, String> killingEnvironment(long call, String prefix, Path log) throws IOException {
    var environment = new HashMap<>(recordingEnvironment(prefix, log));
    environment.put("POWERCUT_KILL_AT", Long.toString(call));
    return environment;
  }

  /// Like [#recordingEnvironment], and lets calls fail while a file contains, for example, `sync
  /// 5`.
  Map<String, String> failingEnvironment(Path fault, String prefix, Path log) throws IOException {
    var environment = new HashMap<>(recordingEnvironment(prefix, log));
    environment.put("POWERCUT_FAULT", fault.toString());
    return environment;
  }
}
